package dev.lapse.erase.postgresql;

import dev.lapse.catalog.ComparableTypes;
import dev.lapse.catalog.Identifier;
import dev.lapse.catalog.OwnedBy;
import java.util.stream.Collectors;

/** Comparisons between columns. */
final class Columns {
  private Columns() {}

  /**
   * That two columns are equal. A text may hold a number or a uuid: the cast stands on the other
   * side, so that an index of the text serves, and is never to a type with a length, which would
   * cut a key off.
   */
  static String equal(String one, String type, String other, String otherType) {
    if (ComparableTypes.are(type, otherType)) {
      return one + " = " + other;
    }
    return ComparableTypes.isText(type)
        ? "%s = cast(%s as text)".formatted(one, other)
        : "cast(%s as text) = %s".formatted(one, other);
  }

  /** That a row under {@code alias} is one that the restricted way is for. */
  static String in(String alias, OwnedBy.Where where) {
    return "%s.%s::text collate \"C\" in (%s)"
        .formatted(
            alias,
            Identifier.quote(where.column()),
            where.values().stream().map(Literal::of).collect(Collectors.joining(", ")));
  }
}
