package dev.lapse.catalog;

import dev.lapse.account.notice.RetentionNotices;
import dev.lapse.account.notice.RetentionNotices.OfSet;
import java.util.Optional;
import java.util.Set;

/** Finds the catalog's sets whose rows are not simply erased with their account. */
public final class NoticesOfSets {
  private NoticesOfSets() {}

  public static RetentionNotices find(Catalog catalog) {
    return new RetentionNotices(
        catalog.stores().stream()
            .flatMap(
                store ->
                    catalog.setsOf(store).stream()
                        .flatMap(set -> notice(set, store.cells().keySet()).stream()))
            .toList());
  }

  private static Optional<OfSet> notice(DataSet set, Set<String> cells) {
    DataSet.Keep keep = set.keep();
    if (keep != null) {
      return Optional.of(OfSet.kept(set.name(), cells, set.label(), keep.why(), keep.duration()));
    }
    if (set.billing()) {
      return Optional.of(OfSet.removedAtLapse(set.name(), cells));
    }
    return set.anonymize().isEmpty()
        ? Optional.empty()
        : Optional.of(OfSet.anonymized(set.name(), cells, set.label()));
  }
}
