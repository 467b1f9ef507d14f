/** Declarations with their versions and differences. */
package io.dabiao.page.declarations;
