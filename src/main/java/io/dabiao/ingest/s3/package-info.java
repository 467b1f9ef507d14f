/** Facts in objects that arrive in a bucket behind the S3 API. */
package io.dabiao.ingest.s3;
