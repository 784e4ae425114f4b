package dev.lapse.catalog.discover;

import dev.lapse.catalog.StoreSchema.Table;
import java.util.Optional;

/** Says whose the rows of a table are, if it is sure; or that it is sure that a person must say. */
interface Finder {
  Optional<Finding> find(Table table, Findings findings);
}
