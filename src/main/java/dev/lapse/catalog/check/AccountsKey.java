package dev.lapse.catalog.check;

import dev.lapse.catalog.KeyType;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.StoreSchema.Column;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Checks that the key of an accounts table is unique and not null. Two customers with the same key
 * would be one account, and the purge of one would erase both.
 */
public final class AccountsKey {
  private AccountsKey() {}

  /** What is wrong with the key and how to correct it; empty if it identifies one row each. */
  public static Optional<String> flaw(Store store, StoreSchema live) {
    Table accounts = live.table(store.accounts()).orElse(null);
    Column key = accounts == null ? null : accounts.column(store.key()).orElse(null);
    if (accounts == null || key == null) {
      return Optional.empty();
    }
    List<String> reasons = new ArrayList<>();
    if (!accounts.isUnique(List.of(key.name()))) {
      reasons.add("several rows may have the same value" + nearly(accounts, key));
    }
    if (!key.notNull()) {
      reasons.add("it may be null");
    }
    return reasons.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s.%s does not identify one account each: %s; %s"
                .formatted(
                    accounts.name(),
                    TableName.written(key.name()),
                    String.join(", and ", reasons),
                    remedy(accounts, key)));
  }

  /** Constraints and indexes that seem to make the key unique but do not. */
  private static String nearly(Table accounts, Column key) {
    String names =
        accounts.distinctions().stream()
            .filter(distinction -> distinction.columns().contains(key.name()))
            .map(
                distinction ->
                    distinction.plain()
                        ? "%s is unique over %s together"
                            .formatted(distinction.name(), String.join(", ", distinction.columns()))
                        : "%s does not make it unique over all rows".formatted(distinction.name()))
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? "" : " (" + names + ")";
  }

  private static String remedy(Table accounts, Column key) {
    String others =
        accounts.columns().stream()
            .filter(Column::notNull)
            .filter(column -> KeyType.of(column.type()).isPresent())
            .map(Column::name)
            .filter(column -> accounts.isUnique(List.of(column)))
            .map(column -> "key: " + TableName.written(column))
            .collect(Collectors.joining(" or "));
    String constraint =
        "a unique constraint on %s alone and not null".formatted(TableName.written(key.name()));
    return others.isEmpty()
        ? "name the table with one row per account, or give it " + constraint
        : "write %s, or give the table %s".formatted(others, constraint);
  }
}
