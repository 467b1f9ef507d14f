/** What was not taken, to be mended. */
package io.dabiao.page.rejections;
