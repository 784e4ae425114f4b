package dev.lapse.catalog.discover.find;

import dev.lapse.catalog.discover.finding.Finding;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.Optional;

/**
 * Determines the owner of a table's rows, or that a person must decide; otherwise finds nothing.
 */
public interface Finder {
  Optional<Finding> find(Table table, Findings findings);
}
