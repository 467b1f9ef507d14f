/** One look at a site over HTTP, phase by phase. Knows neither schedules nor events. */
package io.dabiao.check.http;
