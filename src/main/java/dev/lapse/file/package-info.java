/**
 * Reads the YAML files that people edit: every value knows its line, unknown keys are refused with
 * the nearest right name.
 */
@NullMarked
package dev.lapse.file;

import org.jspecify.annotations.NullMarked;
