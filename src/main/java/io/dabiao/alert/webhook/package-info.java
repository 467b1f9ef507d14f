/** Any receiver of signed JSON. */
package io.dabiao.alert.webhook;
