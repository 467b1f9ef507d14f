/** Facts in files that arrive in a folder of this machine. */
package io.dabiao.ingest.folder;
