/** Events, the catalogue of their types, and the selectors that choose among them. */
package io.dabiao.core.event;
