/** Who may do what: bearer tokens with roles, and the log of administrative acts. */
package io.dabiao.access;
