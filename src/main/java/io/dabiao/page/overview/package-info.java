/** The year at a glance. */
package io.dabiao.page.overview;
