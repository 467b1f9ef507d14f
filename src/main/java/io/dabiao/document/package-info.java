/** File formats that reports, lists and templates of spreadsheets share. */
package io.dabiao.document;
