package dev.lapse.erase.postgresql.plan;

import dev.lapse.catalog.ColumnExpression;
import dev.lapse.catalog.KeySpelling;
import dev.lapse.catalog.KeyType;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.SqlLiteral;
import dev.lapse.catalog.check.ComparableTypes;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Comparisons between columns. */
public final class ColumnComparisons {
  private static final Set<String> IN_ARRAYS =
      Set.of("smallint", "integer", "bigint", "uuid", "text");

  private ColumnComparisons() {}

  /**
   * The condition that two columns are equal. A text may contain a number or a uuid: the cast is on
   * the other side, so that an index of the text can be used, and never to a type with a length,
   * which would truncate a key.
   */
  static String equal(String one, String type, String other, String otherType) {
    if (ComparableTypes.are(type, otherType)) {
      return one + " = " + other;
    }
    return ComparableTypes.isText(type)
        ? "%s = cast(%s as text)".formatted(one, other)
        : "cast(%s as text) = %s".formatted(one, other);
  }

  /** The same for a text that may spell the number or uuid differently from PostgreSQL. */
  static String equalByValue(String one, String type, String other, String otherType) {
    if (ComparableTypes.are(type, otherType)) {
      return one + " = " + other;
    }
    return ComparableTypes.isText(type)
        ? "%s = cast(%s as text)".formatted(normalized(one, otherType), other)
        : "cast(%s as text) = %s".formatted(one, normalized(other, type));
  }

  /** A text as PostgreSQL would print the key that it spells. */
  public static String normalized(String text, String keyType) {
    return KeySpelling.normalized(text, KeyType.of(keyType).orElse(KeyType.TEXT));
  }

  /**
   * One side of a comparison.
   *
   * @param written a column as it stands in a statement
   * @param type of a column
   * @param oddlySpelled a column of texts that spell a key otherwise than PostgreSQL prints it
   */
  public record Side(
      UnaryOperator<String> written, UnaryOperator<String> type, Predicate<String> oddlySpelled) {}

  /** The condition that columns are equal, pair by pair. */
  public static String equal(List<String> ones, Side one, List<String> others, Side other) {
    return IntStream.range(0, ones.size())
        .mapToObj(
            i ->
                one.oddlySpelled().test(ones.get(i)) || other.oddlySpelled().test(others.get(i))
                    ? equalByValue(
                        one.written().apply(ones.get(i)),
                        one.type().apply(ones.get(i)),
                        other.written().apply(others.get(i)),
                        other.type().apply(others.get(i)))
                    : equal(
                        one.written().apply(ones.get(i)),
                        one.type().apply(ones.get(i)),
                        other.written().apply(others.get(i)),
                        other.type().apply(others.get(i))))
        .collect(Collectors.joining("\n  and "));
  }

  /**
   * The condition that one row refers to another. Periods refer to each other if they overlap;
   * PostgreSQL itself checks whether others cover the rest.
   */
  public static String references(TableReference reference, Side from, Side to) {
    int last = reference.columns().size() - 1;
    if (!reference.period()) {
      return equal(reference.columns(), from, reference.toColumns(), to);
    }
    return equal(
            reference.columns().subList(0, last), from, reference.toColumns().subList(0, last), to)
        + "\n  and %s && %s"
            .formatted(
                from.written().apply(reference.columns().get(last)),
                to.written().apply(reference.toColumns().get(last)));
  }

  /** True if one column is compared with one other, both of one plain type and as written. */
  public static boolean fitInArray(List<String> ones, Side one, List<String> others, Side other) {
    String type = one.type().apply(ones.get(0));
    return ones.size() == 1
        && type.equals(other.type().apply(others.get(0)))
        && IN_ARRAYS.contains(type)
        && !one.oddlySpelled().test(ones.get(0))
        && !other.oddlySpelled().test(others.get(0));
  }

  /** The condition that the restricted path applies to a row under {@code alias}. */
  public static String in(String alias, OwnedBy.Where where) {
    return isOneOf(ColumnExpression.sql(alias, where.column()), where);
  }

  /** The same for a column as it stands in a statement. */
  public static String isOneOf(String column, OwnedBy.Where where) {
    return "%s::text collate \"C\" in (%s)"
        .formatted(
            column, where.values().stream().map(SqlLiteral::of).collect(Collectors.joining(", ")));
  }
}
