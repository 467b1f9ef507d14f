/** Papers as PDF, A4, with the fonts they need. */
package io.dabiao.report.pdf;
