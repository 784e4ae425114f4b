package dev.lapse.catalog;

import dev.lapse.catalog.DataSet.Ownership;
import dev.lapse.catalog.DiscoverCatalog.Finding;
import dev.lapse.catalog.StoreSchema.ForeignKey;
import dev.lapse.catalog.StoreSchema.Table;
import java.util.List;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/** Puts into words what no finder is sure of. */
final class AskPeople {
  private AskPeople() {}

  static Finding about(Table table, Findings findings) {
    return new Finding(new Ownership.Unclassified(question(table, findings)), "needs an answer");
  }

  private static String question(Table table, Findings findings) {
    List<ForeignKey> up =
        findings.foreignKeysOf(table.name()).stream()
            .filter(key -> !findings.isShared(key.to()))
            .toList();
    List<ForeignKey> accounts = up.stream().filter(findings::holdsAccountKey).toList();
    if (!accounts.isEmpty()) {
      return accounts.size() == 1
          ? "%s may be null and only says which account; is it whose the rows are, or are they shared?"
              .formatted(columns(accounts))
          : "which of %s says whose the rows are, or all of them?".formatted(columns(accounts));
    }
    List<ForeignKey> owned = up.stream().filter(key -> findings.isOwned(key.to())).toList();
    if (owned.stream().anyMatch(findings::isMandatory)) {
      return "which of %s says whose the rows are, or all of them?".formatted(columns(owned));
    }
    if (!owned.isEmpty()) {
      return "whose are rows in which %s is null: shared by all accounts, or reached in another way?"
          .formatted(columns(owned));
    }
    List<ForeignKey> down =
        findings.schema().foreignKeys().stream()
            .filter(key -> key.to().equals(table.name()) && !key.from().equals(table.name()))
            .toList();
    if (!up.isEmpty() && down.stream().noneMatch(key -> findings.isOwned(key.from()))) {
      return "whose is %s? %s leads there".formatted(tables(up, true), columns(up));
    }
    return down.isEmpty()
        ? "nothing leads from here to an account; shared by all accounts, or whose?"
        : "referred to by %s; shared by all accounts, or owned by what refers to it?"
            .formatted(tables(down, false));
  }

  private static String columns(List<ForeignKey> keys) {
    return keys.stream()
        .map(key -> key.fromColumns().stream().map(TableName::written).collect(joined()))
        .distinct()
        .sorted()
        .collect(joined());
  }

  private static String tables(List<ForeignKey> keys, boolean to) {
    return keys.stream()
        .map(key -> to ? key.to() : key.from())
        .distinct()
        .sorted()
        .map(TableName::toString)
        .collect(joined());
  }

  private static Collector<CharSequence, ?, String> joined() {
    return Collectors.joining(", ");
  }
}
