/** Forms as PDF files with a text layer. */
package io.dabiao.forms.pdf;
