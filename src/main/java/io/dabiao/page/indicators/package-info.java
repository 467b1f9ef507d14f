/** Every indicator of a year in one table. */
package io.dabiao.page.indicators;
