/** Events over HTTP, in the four forms of the contract. */
package io.dabiao.ingest.http;
