/** Papers as workbooks whose sums compute. */
package io.dabiao.report.xlsx;
