/** A database, connected to and asked by JDBC. */
package io.dabiao.check.database;
