/** A year that never was, told by feeds in the words of the event types: for looking at the service with something in it. */
package io.dabiao.demo;
