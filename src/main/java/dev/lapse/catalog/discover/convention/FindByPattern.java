package dev.lapse.catalog.discover.convention;

import dev.lapse.catalog.Convention;
import dev.lapse.catalog.discover.find.Finder;
import dev.lapse.catalog.discover.finding.Finding;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.Optional;

/** Tables whose owner a convention determines by the tables' names. */
public final class FindByPattern implements Finder {
  private final StoreConventions conventions;

  public FindByPattern(StoreConventions conventions) {
    this.conventions = conventions;
  }

  @Override
  public Optional<Finding> find(Table table, Findings findings) {
    return conventions.pattern(table.name()).map(FindByPattern::found);
  }

  private static Finding found(Convention.Tables tables) {
    String why = tables.why();
    return new Finding(tables.ownership(), why == null ? "a convention says so" : why).by(tables);
  }
}
