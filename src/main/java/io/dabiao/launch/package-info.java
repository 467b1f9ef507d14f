/** Starts the process: checks what the operator set, and runs the embedded database before the application and after it. */
package io.dabiao.launch;
