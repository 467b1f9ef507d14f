/** The catalogue of event types: what may be sent, what it feeds, and the installation's own definitions. */
package io.dabiao.page.types;
