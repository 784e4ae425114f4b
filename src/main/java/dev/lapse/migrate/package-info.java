/** Migrates Lapse's own schemas, or says which role has to. Independent of their content. */
@NullMarked
package dev.lapse.migrate;

import org.jspecify.annotations.NullMarked;
