package dev.lapse.catalog.discover;

import dev.lapse.catalog.DataSet.Ownership;
import dev.lapse.catalog.DataSet.SharedWhere;
import dev.lapse.catalog.DataSet.SideEffects;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.finding.Polymorphic;
import dev.lapse.catalog.discover.finding.ReferenceCandidate;
import dev.lapse.catalog.discover.finding.ReferenceGuess;
import dev.lapse.catalog.discover.sample.Sample;
import dev.lapse.catalog.live.StoreSchema.Column;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Further details of an entry: undeclared references that an erasure would break, and large
 * objects.
 */
final class FindSideEffects {
  private static final String LARGE_OBJECTS =
      """
      select count(*)
      from unnest(?) v (value)
      where exists (select from pg_largeobject_metadata l where l.oid = v.value::oid)
      """;

  private FindSideEffects() {}

  static SideEffects of(Table table, Ownership ownership, Findings findings) {
    if (ownership instanceof Ownership.Unclassified) {
      return SideEffects.NOTHING;
    }
    return new SideEffects(
        refers(table, ownership, findings),
        Set.of(),
        Set.of(),
        ownership instanceof Ownership.Owned ? largeObjects(table, findings) : List.of(),
        ownership instanceof Ownership.Owned owned
            ? sharedWhere(table, owned, findings)
            : List.of());
  }

  /** Types that refer to shared tables only. */
  private static List<SharedWhere> sharedWhere(
      Table table, Ownership.Owned owned, Findings findings) {
    List<SharedWhere> shared = new ArrayList<>();
    for (Polymorphic pair : Polymorphic.of(table, findings)) {
      Set<String> types = new TreeSet<>(pair.typesOfShared(findings));
      boolean restricts = false;
      for (OwnedBy way : owned.by()) {
        OwnedBy.Where where = way.where();
        if (where != null && where.column().equals(pair.pair().type().name())) {
          restricts = true;
          types.removeAll(where.values());
        }
      }
      if (restricts && !types.isEmpty()) {
        shared.add(new SharedWhere(pair.pair().type().name(), List.copyOf(types)));
      }
    }
    return shared;
  }

  /** References of rows that may stay while the referenced rows are erased. */
  private static List<OwnedBy.Reference> refers(
      Table table, Ownership ownership, Findings findings) {
    if (table.name().equals(findings.store().accounts())) {
      return parents(table, findings).stream().map(FindSideEffects::way).toList();
    }
    if (!(ownership instanceof Ownership.Shared) && !mayBeShared(table, findings)) {
      return List.of();
    }
    List<OwnedBy> ways = findings.ways(table.name());
    return findings.references().toOthers(table).stream()
        .filter(
            referenceCandidate ->
                referenceCandidate.declared() == null && findings.isOwned(referenceCandidate.to()))
        .map(ReferenceCandidate::way)
        .filter(way -> !ways.contains(way))
        .toList();
  }

  /** Columns of the accounts table that name another account. */
  static List<ReferenceGuess> parents(Table accounts, Findings findings) {
    return findings.references().guesses(accounts).stream()
        .filter(referenceGuess -> referenceGuess.target().name().equals(accounts.name()))
        .filter(referenceGuess -> referenceGuess.found().all())
        .toList();
  }

  /** True if some rows of an owned table belong to nobody. */
  static boolean mayBeShared(Table table, Findings findings) {
    Sample sample = findings.sample(table);
    return findings.ways(table.name()).stream()
        .anyMatch(
            way -> way instanceof OwnedBy.Key key && sample.filled(key.column()) < sample.rows());
  }

  private static OwnedBy.Reference way(ReferenceGuess referenceGuess) {
    return new OwnedBy.Reference(
        List.of(referenceGuess.column().name()),
        referenceGuess.target().name(),
        List.of(referenceGuess.key().name()),
        null);
  }

  private static List<String> largeObjects(Table table, Findings findings) {
    List<String> found = new ArrayList<>();
    for (Column column : table.columns()) {
      if (column.type().equals("oid")) {
        List<String> values = List.copyOf(findings.sample(table).distinct(column.name()));
        int[] there = {0};
        findings
            .statements()
            .tryQuery(LARGE_OBJECTS, List.of(values), row -> there[0] = row.getInt(1));
        if (!values.isEmpty() && there[0] == values.size()) {
          found.add(column.name());
        }
      }
    }
    return found;
  }
}
