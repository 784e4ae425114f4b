package dev.lapse.catalog.discover;

import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.discover.find.FindOptional;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.finding.ReferenceGuess;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * All that leads from rows of a table to accounts, whether it leads to the same ones or not: each
 * column or pair with its paths. Columns that only say who did something are left out.
 */
final class KnownPaths {
  private KnownPaths() {}

  static List<List<OwnedBy>> of(Table table, Findings findings) {
    Store store = findings.store();
    Set<List<OwnedBy>> all = new LinkedHashSet<>();
    findings.foreignKeysOf(table.name()).stream()
        .filter(findings::holdsAccountKey)
        .filter(key -> !findings.sample(table).lacksAnyValue(key.fromColumns()))
        .forEach(key -> all.add(List.of(new OwnedBy.Key(key.fromColumns().get(0)))));
    FindOptional.parts(table, findings).stream()
        .filter(part -> !part.self())
        .forEach(part -> all.add(part.ways().stream().map(way -> asKey(way, store)).toList()));
    findings.references().guesses(table).stream()
        .filter(guess -> guess.found().present() > 0 && leadsToAnAccount(guess, table, findings))
        .forEach(
            guess -> {
              all.add(List.of(asKey(guess.way(), store)));
              findings
                  .references()
                  .rivals(table, guess.column())
                  .forEach(rival -> all.add(List.of(rival.way())));
            });
    return List.copyOf(all);
  }

  private static boolean leadsToAnAccount(ReferenceGuess guess, Table table, Findings findings) {
    return findings.isOwned(guess.target().name())
        && !guess.target().name().equals(table.name())
        && !guess.isActor();
  }

  private static OwnedBy asKey(OwnedBy way, Store store) {
    return way instanceof OwnedBy.Reference reference
            && reference.where() == null
            && reference.parent().equals(store.accounts())
            && reference.parentColumns().equals(List.of(store.key()))
        ? new OwnedBy.Key(reference.columns().get(0))
        : way;
  }
}
