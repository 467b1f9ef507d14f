/** Year-end and mid-year documents: their figures, what people add to them, their sealing. One folder a format. */
package io.dabiao.report;
