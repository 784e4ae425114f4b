package dev.lapse.catalog.yaml;

import dev.lapse.catalog.AccountSequence;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import dev.lapse.file.YamlMap;
import dev.lapse.file.YamlValue;
import java.util.ArrayList;
import java.util.List;

/** Reads the entries of a catalog's {@code sets} that are sequences instead of tables. */
final class ReadSequences {
  private static final String KEY = "sequence";

  private ReadSequences() {}

  static boolean isOne(YamlValue item) {
    return item.isMap() && item.map().find(KEY).isPresent();
  }

  static List<AccountSequence> of(List<YamlValue> items, List<Store> stores) {
    List<AccountSequence> sequences = new ArrayList<>();
    for (YamlValue item : items) {
      if (isOne(item)) {
        AccountSequence sequence = sequence(item.map(), stores);
        for (AccountSequence earlier : sequences) {
          if (earlier.name().equals(sequence.name())) {
            throw item.wrong(
                "%s is already on line %d".formatted(sequence.name(), earlier.at().line()));
          }
        }
        sequences.add(sequence);
      }
    }
    return List.copyOf(sequences);
  }

  private static AccountSequence sequence(YamlMap map, List<Store> stores) {
    map.allowOnly("store", KEY);
    String store = ReadSets.store(map, stores.stream().map(Store::name).toList());
    YamlValue value = map.get(KEY);
    String text = value.raw();
    int at = text.indexOf(AccountSequence.ACCOUNT);
    if (at < 0 || text.indexOf(AccountSequence.ACCOUNT, at + 1) >= 0) {
      throw value.wrong(
          "'%s' must contain {account} once, as in \"public.ticket_{account}_seq\""
              .formatted(text));
    }
    TableName name = ReadSets.table(value);
    if (!name.table().contains(AccountSequence.ACCOUNT)) {
      throw value.wrong("'%s' has {account} in the name of the schema".formatted(text));
    }
    return new AccountSequence(store, name.schema(), name.table(), map.at());
  }
}
