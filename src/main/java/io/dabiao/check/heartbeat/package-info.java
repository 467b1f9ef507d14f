/** Jobs that call: when they have begun, are done, or have failed. A job that does not call in time is an outage. */
package io.dabiao.check.heartbeat;
