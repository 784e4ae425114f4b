package dev.lapse.catalog.discover.finding;

import dev.lapse.catalog.discover.sample.KeyValues;
import dev.lapse.catalog.live.StoreSchema.Column;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Suggests the table that a column refers to, by its name. */
final class SuggestTable {
  private static final Set<String> SELF =
      Set.of("parent", "root", "previous", "original", "parents");
  private static final int OTHER_SCHEMA = 1;
  static final int SAME = 0;
  private static final int PREFIXED = 2;
  private static final int ROLE = 4;

  private SuggestTable() {}

  /** How well the name fits; lower is better; below 0 if it does not. */
  static int rank(Table table, Column column, Table target) {
    String stem = NameMatching.stem(column.name());
    boolean self = table.name().equals(target.name());
    boolean named =
        NameMatching.looksLikeReference(column.name())
            || (NameMatching.same(stem, target.name().table()) && !isCount(column));
    if (stem.isEmpty() || !named) {
      return -1;
    }
    int schema = table.name().schema().equals(target.name().schema()) ? 0 : OTHER_SCHEMA;
    String name = target.name().table();
    if (NameMatching.same(stem, name)) {
      return self ? -1 : SAME + schema;
    }
    if (self && (SELF.contains(stem) || isRole(stem, name))) {
      return SAME;
    }
    if (self) {
      return -1;
    }
    if (NameMatching.isWithPrefix(name, stem)) {
      return PREFIXED + schema;
    }
    return isRole(stem, name) ? ROLE + schema : -1;
  }

  /** A numeric column {@code contacts} is probably a count. */
  private static boolean isCount(Column column) {
    return KeyValues.isNumber(column) && NameMatching.forms(column.name()).size() > 1;
  }

  /** The rank, ignoring the schema. */
  static int fit(int rank) {
    return rank / PREFIXED;
  }

  /** {@code billing_contact} for contact. */
  private static boolean isRole(String stem, String table) {
    return NameMatching.forms(table).stream().anyMatch(form -> stem.endsWith("_" + form));
  }

  /** A column of a primary key of several that the name may mean; null if there is none. */
  static @Nullable Column partOfKey(Column column, Table target) {
    String plain = NameMatching.plain(column.name());
    String ending = plain.substring(plain.lastIndexOf('_') + 1);
    return target.columns().stream()
        .filter(part -> target.primaryKey().size() > 1 && target.primaryKey().contains(part.name()))
        .filter(part -> List.of(plain, ending).contains(NameMatching.plain(part.name())))
        .findFirst()
        .orElse(null);
  }

  /** The referenced column of the target: the one with the same name, or the primary key. */
  static @Nullable Column key(Column column, Table target) {
    String plain = NameMatching.plain(column.name());
    String ending = plain.substring(plain.lastIndexOf('_') + 1);
    for (Column unique : target.columns()) {
      String name = NameMatching.plain(unique.name());
      if (target.isUnique(List.of(unique.name())) && (name.equals(plain) || name.equals(ending))) {
        return unique;
      }
    }
    return target.primaryKey().size() == 1
        ? target.column(target.primaryKey().get(0)).orElse(null)
        : null;
  }
}
