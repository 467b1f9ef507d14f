/** Facts made here: sites probed from outside. They are handed over like any other source's. */
package io.dabiao.check;
