package dev.lapse.erase.postgresql.rows;

import dev.lapse.catalog.AnonymousValue;
import dev.lapse.catalog.Identifier;
import dev.lapse.catalog.SqlLiteral;
import dev.lapse.catalog.check.ComparableTypes;
import dev.lapse.erase.postgresql.plan.TargetSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The replacements of the values of an anonymized set, as parts of statements. PostgreSQL and the
 * product's triggers may store something else than the constant: the stored value is recorded in
 * {@code lapse_store.anonymized} and expected from then on.
 */
public final class Anonymization {
  private static final Set<String> MOMENTS = Set.of("now", "today", "tomorrow", "yesterday");

  private final TargetSet set;

  public Anonymization(TargetSet set) {
    this.set = set;
  }

  private List<String> columns() {
    return set.set().anonymize().keySet().stream().sorted().toList();
  }

  /**
   * {@code column = value, …}
   *
   * @param account the expression of the account
   */
  String changes(String account) {
    return columns().stream()
        .map(column -> Identifier.quote(column) + " = " + assigned(column, account))
        .collect(Collectors.joining(", "));
  }

  /** The condition that a row {@code t} still has one of its values. */
  public String isToBeChanged(String account) {
    return columns().stream()
        .map(column -> isToBeChanged(column, account))
        .collect(Collectors.joining(" or ", "(", ")"));
  }

  /** Recorded values are looked up by their key: they come while a large account is changed. */
  private String isToBeChanged(String column, String account) {
    AnonymousValue value = value(column);
    if (value == null) {
      return "t." + Identifier.quote(column) + " is not null";
    }
    return """
    (%1$s
      and (
        select true
        from lapse_store.anonymized a
        where %2$sa.set_name = %3$s
          and a.column_name = %4$s
          and a.value = %5$s
        limit 1
      ) is null)"""
        .formatted(
            differs(column, value, account),
            ofAccount(value, account),
            SqlLiteral.of(set.name()),
            SqlLiteral.of(column),
            recorded(column));
  }

  /**
   * The condition that a live value is not the constant. They are compared as texts: some types
   * have no equality, and by that of others (boxes, texts without regard to case) values are equal
   * that are not the same. A random value or a moment is no constant; only what was recorded tells
   * it from an old value.
   */
  private String differs(String column, AnonymousValue value, String account) {
    return value.names(AnonymousValue.Random.class) || isMoment(column)
        ? "true"
        : "%s is distinct from cast(%s as text) collate \"default\""
            .formatted(liveText(column), expected(column, value, account));
  }

  /** A random value is nobody's but Lapse's, whichever account of the row it was written for. */
  private static String ofAccount(AnonymousValue value, String account) {
    return value.names(AnonymousValue.Random.class)
        ? ""
        : "a.account_id = cast(%s as text) and ".formatted(account);
  }

  private static String liveText(String column) {
    return "t." + Identifier.quote(column) + "::text";
  }

  /** The stored value as it is recorded; a trigger may have stored NULL. */
  private static String recorded(String column) {
    return "coalesce(%s, '') collate \"default\"".formatted(liveText(column));
  }

  /** The new values of changed rows that differ from the constants, each after a comma. */
  String returned(String account) {
    StringBuilder values = new StringBuilder();
    List<String> columns = columns();
    for (int i = 0; i < columns.size(); i++) {
      AnonymousValue value = value(columns.get(i));
      String differs = value == null ? "false" : differs(columns.get(i), value, account);
      values.append(
          ", case when %s then %s end as v%d".formatted(differs, recorded(columns.get(i)), i));
    }
    return values.toString();
  }

  /**
   * The condition that a changed row {@code t} still has an old value: a trigger restored it.
   *
   * @param old the row as it was before
   */
  String isPutBack(String old, String account) {
    return columns().stream()
        .map(
            column ->
                "(t.%1$s::text is not distinct from %2$s.%1$s::text and %3$s)"
                    .formatted(Identifier.quote(column), old, isToBeChanged(column, account)))
        .collect(Collectors.joining(" or ", "(", ")"));
  }

  /**
   * The statement that records the stored values.
   *
   * @param changed the name under which {@code account_id} and {@link #returned} are to be had
   */
  String keep(String changed) {
    List<String> columns = columns();
    return IntStream.range(0, columns.size())
        .mapToObj(
            i ->
                "select account_id::text, %s, %s, v%d\nfrom %s\nwhere v%d is not null"
                    .formatted(
                        SqlLiteral.of(set.name()), SqlLiteral.of(columns.get(i)), i, changed, i))
        .collect(
            Collectors.joining(
                "\nunion\n",
                "insert into lapse_store.anonymized (account_id, set_name, column_name, value)\n",
                "\non conflict do nothing"));
  }

  private String assigned(String column, String account) {
    AnonymousValue value = value(column);
    if (value == null) {
      return "null";
    }
    String type = type(column);
    // to a text it is assigned, which refuses what is too long, where a cast would cut it off
    return value.isSameForEveryRow() || ComparableTypes.isText(type)
        ? written(value, account)
        : "cast(%s as %s)".formatted(written(value, account), type);
  }

  /** The new value of a column of a row {@code t}, as an expression of its type. */
  public String becomes(String column, String account) {
    AnonymousValue value = value(column);
    return value == null
        ? "cast(null as %s)".formatted(type(column))
        : expected(column, value, account);
  }

  /** The new value of a column of a row {@code t}, as text. */
  public String text(String column, String account) {
    return written(Objects.requireNonNull(value(column)), account);
  }

  private String expected(String column, AnonymousValue value, String account) {
    return "cast(%s as %s)".formatted(written(value, account), type(column));
  }

  private String type(String column) {
    return set.type(column).replaceAll(" collate .*", "");
  }

  /** A value that is the same in every row is a literal without a type. */
  private String written(AnonymousValue value, String account) {
    if (value.isSameForEveryRow()) {
      return SqlLiteral.of(
          value.parts().stream()
              .map(part -> ((AnonymousValue.Text) part).text())
              .collect(Collectors.joining()));
    }
    return value.sql(
        account,
        set.live().primaryKey().stream().map(name -> "t." + Identifier.quote(name)).toList());
  }

  /** True if the constant is a time that changes with every statement. */
  private boolean isMoment(String column) {
    @Nullable String constant = set.set().anonymize().get(column);
    return constant != null && MOMENTS.contains(constant.strip().toLowerCase(Locale.ROOT));
  }

  private @Nullable AnonymousValue value(String column) {
    @Nullable String constant = set.set().anonymize().get(column);
    return constant == null ? null : AnonymousValue.parse(constant);
  }
}
