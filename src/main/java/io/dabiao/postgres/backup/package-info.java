/** Copies of the whole database in one file: taken while the service runs, and loaded into an empty database of any version. */
package io.dabiao.postgres.backup;
