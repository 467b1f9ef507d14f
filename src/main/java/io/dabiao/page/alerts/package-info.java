/** What fires, who was told, and what is to be silent. */
package io.dabiao.page.alerts;
