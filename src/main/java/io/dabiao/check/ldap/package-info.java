/** A directory, asked to take a bind. */
package io.dabiao.check.ldap;
