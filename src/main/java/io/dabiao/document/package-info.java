/** File formats that reports, lists and templates of spreadsheets share, and statements in JSON. */
package io.dabiao.document;
