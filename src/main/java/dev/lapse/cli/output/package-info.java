/** What the commands print: results, progress, failures, exit codes. */
@NullMarked
package dev.lapse.cli.output;

import org.jspecify.annotations.NullMarked;
