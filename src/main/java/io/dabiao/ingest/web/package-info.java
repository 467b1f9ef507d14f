/** Facts that a service gives over HTTP: JSON, CSV or a workbook, page by page. */
package io.dabiao.ingest.web;
