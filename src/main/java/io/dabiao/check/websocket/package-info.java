/** A page's other half: a WebSocket. */
package io.dabiao.check.websocket;
