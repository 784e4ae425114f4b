/** The command line: one class per command, with picocli. */
@NullMarked
package dev.lapse.cli;

import org.jspecify.annotations.NullMarked;
