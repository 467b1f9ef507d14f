/** What an operator may set. */
package io.dabiao.settings;
