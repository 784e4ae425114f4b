package dev.lapse.catalog.discover.find;

import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.check.ComparableTypes;
import dev.lapse.catalog.discover.finding.Finding;
import dev.lapse.catalog.discover.finding.Findings;
import dev.lapse.catalog.discover.finding.ReferenceGuess;
import dev.lapse.catalog.discover.sample.KeyLookups;
import dev.lapse.catalog.discover.sample.KeyValues;
import dev.lapse.catalog.discover.sample.Sample;
import dev.lapse.catalog.live.StoreSchema.Column;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A column without a declared reference that has the name and type of an account's key, and whose
 * sampled values are all keys.
 */
public final class FindKeyByName implements Finder {
  private static final int MOST = 2;

  @Override
  public Optional<Finding> find(Table table, Findings findings) {
    return candidate(table, findings)
        .filter(column -> findings.references().rivals(table, column).isEmpty())
        .flatMap(column -> judge(table, column, isUsual(column, findings), findings));
  }

  /** The only column with the name and type of an account's key that a row has. */
  static Optional<Column> candidate(Table table, Findings findings) {
    // If references to the accounts are declared, they are the answer or the question.
    if (findings.foreignKeysOf(table.name()).stream().anyMatch(findings::holdsAccountKey)) {
      return Optional.empty();
    }
    Predicate<String> names = AccountKeyNames.of(findings);
    List<Column> columns =
        table.columns().stream()
            .filter(column -> names.test(column.name()))
            .filter(column -> isTypedAsKey(column, findings))
            .filter(column -> !findings.sample(table).lacksAnyValue(List.of(column.name())))
            .toList();
    List<Column> usual = columns.stream().filter(column -> isUsual(column, findings)).toList();
    List<Column> only = usual.size() == 1 ? usual : columns;
    return only.size() == 1 ? Optional.of(only.get(0)) : Optional.empty();
  }

  private static boolean isUsual(Column column, Findings findings) {
    return AccountKeyNames.isUsual(column.name(), findings);
  }

  private static Optional<Finding> judge(
      Table table, Column column, boolean usual, Findings findings) {
    Sample sample = findings.sample(table);
    Column key = findings.accountKey().orElseThrow();
    Set<String> values = sample.distinct(column.name());
    KeyLookups.Found found =
        findings.lookups().lookUp(values, findings.accounts().orElseThrow(), key);
    String name = "named like a key of " + findings.store().accounts();
    if (values.isEmpty()) {
      return usual
          ? owned(table, column, name + ", but no foreign key and no value says so", findings)
          : Optional.empty();
    }
    String figures = "%d of %d sampled values are keys".formatted(found.present(), found.values());
    if (found.all() && (usual || sample.filled(column.name()) >= ReferenceGuess.ENOUGH)) {
      return owned(table, column, name + ", and " + figures, findings);
    }
    if (KeyValues.isTelling(key, values) && found.present() * MOST >= found.values()) {
      return owned(
          table,
          column,
          name + ", and " + figures + "; the others are of accounts that are gone",
          findings);
    }
    return Optional.of(
        Finding.question(
            "is %s the account's key? It is named so, but %s of %s%s; if so: owned-by: %1$s"
                .formatted(
                    TableName.written(column.name()),
                    figures,
                    findings.store().accounts(),
                    found.trouble() == null ? "" : " (" + found.trouble() + ")")));
  }

  private static Optional<Finding> owned(
      Table table, Column column, String reason, Findings findings) {
    return Optional.of(
        Finding.owned(
            new OwnedBy.Key(column.name()),
            reason + FindKeyByForeignKey.withoutOne(table, column, findings)));
  }

  private static boolean isTypedAsKey(Column column, Findings findings) {
    return findings
        .accountKey()
        .filter(key -> ComparableTypes.are(key.type(), column.type()))
        .isPresent();
  }
}
