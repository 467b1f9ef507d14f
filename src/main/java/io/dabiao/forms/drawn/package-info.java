/** Pages of placed characters and drawn lines, and the tables that they make. */
package io.dabiao.forms.drawn;
