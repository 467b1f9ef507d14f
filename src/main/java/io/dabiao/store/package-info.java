/** The event log, its rollups and what is recorded about them, on PostgreSQL, embedded or not. */
package io.dabiao.store;
