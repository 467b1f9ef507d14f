/** What the service shows: the REST API and metrics. */
package io.dabiao.expose;
