/**
 * From a recorded change to a delivered notification: alerts with a life of their own, and who is told of them by which
 * way. One folder a channel.
 */
package io.dabiao.alert;
