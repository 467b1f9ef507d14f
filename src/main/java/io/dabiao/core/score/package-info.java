/**
 * What a year is worth in points: the official self-assessment as a pure function of a profile, the evaluations and the
 * funds spent.
 */
package io.dabiao.core.score;
