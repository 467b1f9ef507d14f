/** What the channels that speak HTTP share: one request, an answer in bounded time, and addresses. */
package io.dabiao.alert.http;
