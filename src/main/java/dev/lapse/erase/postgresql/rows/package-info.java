/**
 * The statements that find rows, delete or change them, and prove that nothing refers to what is
 * gone.
 */
@NullMarked
package dev.lapse.erase.postgresql.rows;

import org.jspecify.annotations.NullMarked;
