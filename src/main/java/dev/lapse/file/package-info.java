/**
 * Reads the YAML files that users edit: every value knows its line, and unknown keys are refused
 * with a suggestion.
 */
@NullMarked
package dev.lapse.file;

import org.jspecify.annotations.NullMarked;
