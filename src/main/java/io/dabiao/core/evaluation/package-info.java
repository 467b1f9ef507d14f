/** What is so at an instant: a verdict, the sentence that explains it, and what is recorded of both. */
package io.dabiao.core.evaluation;
