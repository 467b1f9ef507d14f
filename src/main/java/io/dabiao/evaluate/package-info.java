/** When to evaluate, and what to record. */
package io.dabiao.evaluate;
