/** Traps and informs that devices send by SNMP (versions 1, 2c and 3), over UDP. */
package io.dabiao.ingest.snmp;
