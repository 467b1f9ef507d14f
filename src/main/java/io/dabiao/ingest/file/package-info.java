/** Facts from spreadsheets: CSV and XLSX, each row an event. */
package io.dabiao.ingest.file;
