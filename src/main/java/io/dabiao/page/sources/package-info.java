/** Who sends what, and when it was last heard. */
package io.dabiao.page.sources;
