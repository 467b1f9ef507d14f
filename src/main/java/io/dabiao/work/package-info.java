/** Work that takes longer than a person waits for an answer: who asked for it, how far it has come, and what became of it. */
package io.dabiao.work;
