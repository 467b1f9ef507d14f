/** Exposition text that is kept between scrapes: rows in, one gzip stream out. */
package io.dabiao.expose.exposition;
