/** Facts in files that arrive on an SFTP server. */
package io.dabiao.ingest.sftp;
