package dev.lapse.catalog.discover;

import dev.lapse.catalog.StoreSchema.Table;
import java.util.Optional;

/**
 * Determines the owner of a table's rows, or that a person must decide; otherwise finds nothing.
 */
interface Finder {
  Optional<Finding> find(Table table, Findings findings);
}
