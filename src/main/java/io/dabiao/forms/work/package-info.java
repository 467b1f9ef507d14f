/** Official forms on their way to declarations: what was read of them, and what people have settled so far. */
package io.dabiao.forms.work;
