/** PostgreSQL as this service runs it itself: the embedded server, and backups of any. What is stored there is not known here. */
package io.dabiao.postgres;
