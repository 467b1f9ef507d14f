/** Papers as web pages. */
package io.dabiao.report.html;
