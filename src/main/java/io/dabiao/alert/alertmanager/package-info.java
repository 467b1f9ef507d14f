/** Alertmanager by its API v2. */
package io.dabiao.alert.alertmanager;
