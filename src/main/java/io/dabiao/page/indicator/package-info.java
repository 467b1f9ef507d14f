/** One promise: how it stands, how it went, and why. */
package io.dabiao.page.indicator;
