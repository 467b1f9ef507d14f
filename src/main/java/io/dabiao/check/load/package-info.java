/**
 * How many users at once a site sustains: virtual users level by level, their latency as they saw it, and an end as soon as the
 * site degrades or the generator itself is what is slow.
 */
package io.dabiao.check.load;
