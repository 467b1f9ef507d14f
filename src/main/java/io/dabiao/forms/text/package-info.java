/** Forms as plain text: cells between tabs, bars or wide gaps, or one a line. */
package io.dabiao.forms.text;
