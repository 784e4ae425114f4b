package dev.lapse.catalog.yaml;

import dev.lapse.catalog.AccountStatement;
import dev.lapse.catalog.LifecycleEvent;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.StoreAddress;
import dev.lapse.catalog.TableName;
import dev.lapse.file.HideUserInfo;
import dev.lapse.file.YamlMap;
import dev.lapse.file.YamlValue;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads a store of type {@code postgresql}. */
final class ReadPostgresStore {
  /** Every key that its entry may have. */
  static final String[] KEYS = {
    "name",
    "type",
    "url",
    "username",
    "password",
    "accounts",
    "key",
    "on-cut-off",
    "on-reactivation",
    "billing",
    "cells"
  };

  private ReadPostgresStore() {}

  static Store of(String name, YamlMap map) {
    map.allowOnly(KEYS);
    TableName accounts = ReadSets.table(map.get("accounts"));
    map.find("billing").ifPresent(ReadPostgresStore::refuseBilling);
    StoreCells cells = StoreCells.of("database", map, "url", "username", "password");
    Map<String, StoreAddress> addresses = cells.each(ReadPostgresStore::address);
    refuseSameDatabaseTwice(map, addresses);
    return new Store(
        name,
        accounts,
        map.get("key").text(),
        addresses,
        statements(map),
        cells.text("name", "type", "accounts", "key"),
        map.at());
  }

  /** Which sets hold payment details, the sets say; a store says only that none does. */
  private static void refuseBilling(YamlValue value) {
    if (!value.text().equals(Store.NO_BILLING)) {
      throw value.wrong(
          "'billing' of a store must be none, which says that it has no payment details; sets that have them are marked billing: true");
    }
  }

  private static Map<LifecycleEvent, AccountStatement> statements(YamlMap map) {
    Map<LifecycleEvent, AccountStatement> statements = new EnumMap<>(LifecycleEvent.class);
    for (LifecycleEvent lifecycleEvent : LifecycleEvent.values()) {
      map.find(lifecycleEvent.key())
          .ifPresent(value -> statements.put(lifecycleEvent, AccountStatement.of(value)));
    }
    return Collections.unmodifiableMap(statements);
  }

  /** Cells with the same address would contain every account twice. */
  private static void refuseSameDatabaseTwice(YamlMap map, Map<String, StoreAddress> addresses) {
    Map<String, String> cellByUrl = new LinkedHashMap<>();
    addresses.forEach(
        (cell, address) -> {
          String other = cellByUrl.putIfAbsent(address.url(), cell);
          if (other != null) {
            throw map.get("cells")
                .wrong(
                    "cells '%s' and '%s' have the same url; give each cell its own database"
                        .formatted(other, cell));
          }
        });
  }

  private static StoreAddress address(StoreCells.Cell cell) {
    YamlValue url = cell.get("url");
    if (HideUserInfo.isNeeded(url.text())) {
      throw url.wrong(
          "'url' must not contain a user or a password; write them as 'username' and 'password'");
    }
    if (!url.text().startsWith("jdbc:postgresql:")) {
      // The value is not repeated: it may contain a password.
      throw url.wrong("'url' must begin as in jdbc:postgresql://host:5432/database");
    }
    return new StoreAddress(
        url.text(),
        cell.find("username").flatMap(YamlValue::textIfAny).orElse(null),
        cell.find("password").flatMap(YamlValue::textIfAny).orElse(null));
  }
}
