/** Forms as pages that were saved from a browser. */
package io.dabiao.forms.html;
