/** A port that takes connections, and may say something. */
package io.dabiao.check.tcp;
