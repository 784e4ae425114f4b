/** The commands about the catalog: {@code lapse catalog}. They need no database of Lapse's own. */
@NullMarked
package dev.lapse.cli.catalog;

import org.jspecify.annotations.NullMarked;
