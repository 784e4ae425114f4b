package dev.lapse.catalog.discover;

import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.check.ComparableTypes;
import dev.lapse.catalog.discover.Doubt.Kind;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.finding.KeyToFind;
import dev.lapse.catalog.discover.finding.NameMatching;
import dev.lapse.catalog.discover.finding.ReferenceGuess;
import dev.lapse.catalog.discover.sample.KeyValues;
import dev.lapse.catalog.discover.sample.Sample;
import dev.lapse.catalog.live.StoreSchema.Column;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Columns of any name whose sampled values are all keys of the accounts, or of a table that belongs
 * to accounts. Only a person can tell whether that is more than a coincidence.
 */
final class HiddenKeyFinder {
  private static final int DIFFERENT = 5;

  private HiddenKeyFinder() {}

  /** A doubt that names the best candidate, if there is one. */
  static Optional<Doubt> doubt(Table table, Findings findings) {
    if (findings.accounts().isEmpty() || findings.sample(table).rows() < ReferenceGuess.ENOUGH) {
      return Optional.empty();
    }
    return KeyToFind.ofAccounts(findings).stream()
        .flatMap(key -> guesses(table, key, key.isKey() ? 0 : 1, findings))
        .min(
            Comparator.comparing((ReferenceGuess referenceGuess) -> referenceGuess.rank())
                .thenComparing(referenceGuess -> !referenceGuess.column().notNull())
                .thenComparing(referenceGuess -> -referenceGuess.found().values())
                .thenComparing(referenceGuess -> referenceGuess.column().name()))
        .map(referenceGuess -> ask(referenceGuess))
        .or(() -> inOwnedTables(table, findings));
  }

  private static Doubt ask(ReferenceGuess referenceGuess) {
    boolean comparable =
        referenceGuess.rank() == 0
            && ComparableTypes.are(referenceGuess.column().type(), referenceGuess.key().type());
    OwnedBy way =
        comparable ? new OwnedBy.Key(referenceGuess.column().name()) : referenceGuess.way();
    return Doubt.of(
        Kind.COLUMN,
        "is %s the account's %s? %s; if so: owned-by: %s"
            .formatted(
                TableName.written(referenceGuess.column().name()),
                referenceGuess.rank() == 0 ? "key" : TableName.written(referenceGuess.key().name()),
                referenceGuess.figures(),
                way.text()),
        List.of(way));
  }

  /** Keys that cannot coincide are looked up in all tables. */
  private static Optional<Doubt> inOwnedTables(Table table, Findings findings) {
    return KeyToFind.ofOtherOwnedTables(table, findings)
        .flatMap(key -> guesses(table, key, 0, findings))
        .findFirst()
        .map(
            referenceGuess ->
                Doubt.of(
                    Kind.COLUMN,
                    "does %s refer to %s? %s%s; if so: owned-by: %s"
                        .formatted(
                            TableName.written(referenceGuess.column().name()),
                            referenceGuess.target().name(),
                            referenceGuess.figures(),
                            referenceGuess.column().notNull()
                                ? ""
                                : without(referenceGuess, findings),
                            referenceGuess.reference()),
                    List.of(referenceGuess.way())));
  }

  /** Columns whose values are all keys, enough of them. */
  private static Stream<ReferenceGuess> guesses(
      Table table, KeyToFind key, int rank, Findings findings) {
    return columns(table, key.column(), findings).stream()
        .map(column -> ReferenceGuess.of(table, column, key.table(), key.column(), rank, findings))
        .filter(
            referenceGuess ->
                referenceGuess.found().all() && referenceGuess.filled() >= ReferenceGuess.ENOUGH);
  }

  private static String without(ReferenceGuess referenceGuess, Findings findings) {
    int without = findings.sample(referenceGuess.table()).rows() - referenceGuess.filled();
    return without == 0 ? "" : ", %d rows have none".formatted(without);
  }

  /** Columns with enough different values of the key's type that are not declared references. */
  private static List<Column> columns(Table table, Column key, Findings findings) {
    Set<String> declared = new TreeSet<>();
    findings.foreignKeysOf(table.name()).forEach(link -> declared.addAll(link.fromColumns()));
    Sample sample = findings.sample(table);
    return table.columns().stream()
        .filter(column -> ComparableTypes.refers(column.type(), key.type()))
        .filter(column -> !declared.contains(column.name()))
        .filter(column -> !table.primaryKey().equals(List.of(column.name())))
        .filter(
            column -> {
              Set<String> values = sample.distinct(column.name());
              return values.size() >= DIFFERENT
                  && (KeyValues.isTelling(key, values) || NameMatching.mayBeKey(column.name()))
                  && KeyValues.fitting(values, key).size() == values.size();
            })
        .toList();
  }
}
