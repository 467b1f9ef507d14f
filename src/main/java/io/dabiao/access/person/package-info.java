/** People who sign in to the pages: accounts, passwords, sessions. */
package io.dabiao.access.person;
