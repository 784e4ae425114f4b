package dev.lapse.catalog.check;

import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.check.CatalogProblem.Kind;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.StoreSchema.Event;
import dev.lapse.catalog.live.StoreSchema.UnpublishableChange;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds changes of an erasure that PostgreSQL refuses because of a publication. */
final class CheckPublications {
  private CheckPublications() {}

  static List<CatalogProblem> of(DataSet set, StoreSchema live) {
    Set<Event> done = EnumSet.noneOf(Event.class);
    if (set.isErased() || set.keep() != null) {
      done.add(Event.DELETE);
    }
    if (!UpdatedColumns.of(set, live).isEmpty()) {
      done.add(Event.UPDATE);
    }
    List<CatalogProblem> problems = new ArrayList<>();
    for (UnpublishableChange change : live.unpublishable()) {
      String refused =
          change.events().stream()
              .filter(done::contains)
              .map(event -> event.name().toLowerCase(Locale.ROOT) + "s")
              .collect(Collectors.joining(" and "));
      if (change.table().equals(set.table()) && !refused.isEmpty()) {
        problems.add(
            new CatalogProblem(
                Kind.UNPUBLISHABLE,
                set.table(),
                "PostgreSQL refuses %s in %s, because the table has no replica identity for publication %s; %s"
                    .formatted(refused, change.part(), change.publication(), change.remedy()),
                change.remedy().endsWith(";") ? change.remedy() : null,
                set.at()));
      }
    }
    return problems;
  }
}
