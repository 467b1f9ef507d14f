/**
 * Distributions and the few models that forecasts are made of. Knows nothing of declarations: plain numbers in, distributions
 * out, no random numbers, so that equal input gives equal output.
 */
package io.dabiao.core.chance;
