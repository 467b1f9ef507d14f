/** The one way to the database beside entities: statements with named parameters, in transactions. */
package io.dabiao.database;
