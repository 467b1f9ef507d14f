/** Messages whose schema a registry keeps: its wire format, and a language of schemas a class. */
package io.dabiao.ingest.registry;
