/** The command line: one class a command, listed in {@link io.dabiao.app.cli.Commands} alone. */
package io.dabiao.app.cli;
