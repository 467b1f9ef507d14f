/** The official papers of a year: drafts, what people add to them, sealed versions. */
package io.dabiao.page.reports;
