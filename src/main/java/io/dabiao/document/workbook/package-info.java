/** Workbooks as people send them, whatever program wrote them: XLSX, XLS and ODS, read as streams, every cell as it is kept. */
package io.dabiao.document.workbook;
