/** One project's year. */
package io.dabiao.page.project;
