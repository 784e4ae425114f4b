package dev.lapse.catalog.discover.find;

import dev.lapse.catalog.discover.finding.Finding;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.live.StoreSchema.Table;
import dev.lapse.catalog.live.StoreSchema.TableKind;
import java.util.Optional;

/** The rows of a foreign table are in another database, which must be a store of its own. */
public final class FindForeignTable implements Finder {
  @Override
  public Optional<Finding> find(Table table, Findings findings) {
    return table.kind() == TableKind.FOREIGN
        ? Optional.of(
            Finding.question(
                "the rows are in another database; list that database as a store of its own, and"
                    + " this table as shared: true"))
        : Optional.empty();
  }
}
