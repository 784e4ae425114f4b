package dev.lapse.account.imports;

import dev.lapse.account.Account;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which facts of an account a line changed, by the keys of import lines. */
final class ChangedFields {
  private static final Map<String, Function<Account, @Nullable Object>> FIELDS =
      new LinkedHashMap<>();

  static {
    FIELDS.put("name", Account::name);
    FIELDS.put("kind", Account::kind);
    FIELDS.put("state", Account::state);
    FIELDS.put("lapsedAt", Account::lapsedAt);
    FIELDS.put("retainData", Account::retainData);
    FIELDS.put("timeZone", Account::zone);
  }

  private ChangedFields() {}

  static List<String> between(Account before, Account after) {
    return FIELDS.entrySet().stream()
        .filter(
            field -> !Objects.equals(field.getValue().apply(before), field.getValue().apply(after)))
        .map(Map.Entry::getKey)
        .toList();
  }
}
