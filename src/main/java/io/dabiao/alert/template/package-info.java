/** Texts of the user's own making with places for named values: a language that can read values, choose and repeat, and nothing else. */
package io.dabiao.alert.template;
