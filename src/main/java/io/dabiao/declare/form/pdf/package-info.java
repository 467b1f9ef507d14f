/** Forms as PDF files with a text layer. */
package io.dabiao.declare.form.pdf;
