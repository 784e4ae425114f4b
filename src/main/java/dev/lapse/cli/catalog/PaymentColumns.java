package dev.lapse.cli.catalog;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Tables that look like payment details in a store that is said to have none: columns of several
 * kinds together, one of which only payment details have. A name alone proves nothing.
 */
final class PaymentColumns {
  private static final int KINDS = 3;

  /** Kinds of columns that only payment details have. */
  private static final Map<String, Pattern> TELLING =
      Map.of(
          "digits", Pattern.compile("(.*_)?(last_?(4|four)(_digits)?|last_digits|card_number|pan)"),
          "bank", Pattern.compile("(.*_)?(iban|bic|swift|sort_code|routing_number)"),
          "holder", Pattern.compile("(.*_)?(card_?holder|account_holder)(_name)?"),
          "security", Pattern.compile("(.*_)?(cvc|cvv)(_check)?"));

  /** Kinds of columns that other tables may have too. */
  private static final Map<String, Pattern> OTHERS =
      Map.of(
          "brand", Pattern.compile("(card_)?(brand|network|scheme|type)|funding"),
          "token", Pattern.compile("(.*_)?(token|fingerprint)|payment_method(_id)?"),
          "expiry", Pattern.compile("(.*_)?exp(iry|ires|iration)?(_(month|year|date|at|on))?"),
          "bank name", Pattern.compile("bank(_name|_code)?"));

  private PaymentColumns() {}

  static List<String> notices(Catalog catalog, Store store, StoreSchema live) {
    List<String> notices = new ArrayList<>();
    for (DataSet set : catalog.setsOf(store)) {
      Map<String, String> kinds = live.table(set.table()).map(PaymentColumns::of).orElse(Map.of());
      boolean telling = TELLING.keySet().stream().anyMatch(kinds::containsKey);
      if (set.isErased() && !set.billing() && telling && kinds.size() >= KINDS) {
        notices.add(
            "%s: store '%s' says billing: none, but %s looks like payment details (%s): mark it billing: true, or they stay until the account is erased"
                .formatted(set.at(), store.name(), set.table(), String.join(", ", kinds.values())));
      }
    }
    return notices;
  }

  /** One column of each kind that the table has. */
  private static Map<String, String> of(Table table) {
    Map<String, String> kinds = new TreeMap<>();
    for (StoreSchema.Column column : table.columns()) {
      String name = column.name().toLowerCase(Locale.ROOT);
      for (Map<String, Pattern> patterns : List.of(TELLING, OTHERS)) {
        patterns.forEach(
            (kind, pattern) -> {
              if (pattern.matcher(name).matches()) {
                kinds.putIfAbsent(kind, column.name());
              }
            });
      }
    }
    return kinds;
  }
}
