/** Papers as tables for machines. */
package io.dabiao.report.csv;
