/** When months of events leave the log for the archive: after their age, and never before what needs them is done. */
package io.dabiao.archive;
