/** The command line: one class a command, listed in {@link io.dabiao.cli.Commands} alone. */
package io.dabiao.cli;
