/** The commands. {@link dev.lapse.cli.LapseCommand} is the command line. */
@NullMarked
package dev.lapse.cli;

import org.jspecify.annotations.NullMarked;
