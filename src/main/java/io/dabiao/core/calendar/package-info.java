/** Days, weeks and months of a period, and which days are worked. */
package io.dabiao.core.calendar;
