/** Forms as OFD. */
package io.dabiao.forms.ofd;
