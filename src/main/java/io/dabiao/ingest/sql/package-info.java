/** Facts from databases, by a query and a watermark. */
package io.dabiao.ingest.sql;
