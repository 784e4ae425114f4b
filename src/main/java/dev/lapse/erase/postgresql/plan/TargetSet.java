package dev.lapse.erase.postgresql.plan;

import dev.lapse.catalog.ColumnExpression;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.live.StoreSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A set whose rows an erasure deletes, changes, or passes through to others.
 *
 * @param keys whether and when its rows are captured in its {@linkplain
 *     dev.lapse.erase.postgresql.rows.KeyTables key table}
 * @param columns the captured columns, as {@code k0}, {@code k1}, …
 * @param firesTriggers triggers of the product fire when its rows are deleted or changed
 * @param oddlySpelled text columns that spell a key differently from PostgreSQL
 * @param due the condition that the live row under an alias is due; null if all rows of an account
 *     are
 */
public record TargetSet(
    DataSet set,
    StoreSchema.Table live,
    Role role,
    Keys keys,
    List<String> columns,
    boolean firesTriggers,
    Set<String> oddlySpelled,
    @Nullable UnaryOperator<String> due) {

  /** What happens to the rows. */
  public enum Role {
    ERASED,
    ANONYMIZED,
    /** They stay; others are found through them. */
    TRAVERSED
  }

  /** When rows are captured. */
  public enum Keys {
    /** Never: nothing needs them. */
    NONE,
    /** By the statement that deletes them. */
    RETURNED,
    /** Before they are deleted or changed, with their places. */
    PLACED
  }

  public TableName table() {
    return set.table();
  }

  /** The name in reports and in {@code lapse_store.progress}. */
  public String name() {
    return set.table().toString();
  }

  /** The name under which rows of other accounts are counted that are deleted with an account's. */
  public String nameOfOthers() {
    return name() + " (cascade)";
  }

  /** The table in statements. */
  public String rows() {
    return live.rows();
  }

  public boolean isPlaced() {
    return keys == Keys.PLACED;
  }

  /** The captured column {@code name} under {@code alias}. */
  public String key(String alias, String name) {
    int index = columns.indexOf(name);
    if (index < 0) {
      throw new IllegalStateException("%s.%s is not captured".formatted(table(), name));
    }
    return alias + ".k" + index;
  }

  /** The captured columns under {@code alias}, for comparisons. */
  public ColumnComparisons.Side keys(String alias) {
    return new ColumnComparisons.Side(
        column -> key(alias, column), this::type, oddlySpelled::contains);
  }

  /** The columns of a live row under {@code alias}, for comparisons. */
  public ColumnComparisons.Side row(String alias) {
    return new ColumnComparisons.Side(
        column -> ColumnExpression.sql(alias, column), this::type, oddlySpelled::contains);
  }

  public String type(String column) {
    return live.column(column).map(StoreSchema.Column::type).orElseThrow();
  }

  /** The condition that a captured row under an alias is one by which an upward path leads. */
  public String leadsUp(String alias, OwnedBy.Referrer way) {
    List<String> conditions = new ArrayList<>();
    way.referrerColumns().forEach(column -> conditions.add(key(alias, column) + " is not null"));
    if (way.whose() != null) {
      conditions.add(ColumnComparisons.isOneOf(key(alias, way.whose().column()), way.whose()));
    }
    return String.join(" and ", conditions);
  }

  /** The upward paths, by referenced columns. */
  public List<OwnedBy.Referrer> upward() {
    return set.ways(OwnedBy.Referrer.class);
  }

  /** True if rows are found through rows that refer to them. */
  public boolean isOwnedByReferrers() {
    return !upward().isEmpty();
  }

  /** True if an upward path of the set is this reference. */
  boolean isFoundBy(TableReference reference) {
    return upward().stream()
        .anyMatch(
            way ->
                way.referrer().equals(reference.from())
                    && way.referrerColumns().equals(reference.columns())
                    && way.columns().equals(reference.toColumns()));
  }

  /** {@code and} the condition that a live row is due; empty if all rows of an account are. */
  public String andIsDue(String alias) {
    return due == null ? "" : "\n  and " + due.apply(alias);
  }

  /** The columns with an account's key: if one has a value, it alone determines the owner. */
  public List<String> accountKeys() {
    return set.accountKeys();
  }

  /**
   * The condition that the row {@code t} has no account's key of its own; empty if it cannot have
   * one.
   */
  public String lacksAccountKey(String alias) {
    return accountKeys().stream()
        .map(key -> "\n  and " + ColumnExpression.sql(alias, key) + " is null")
        .collect(Collectors.joining());
  }

  /**
   * The condition that ending a reference leaves a row its owner: its own account's key, if rows of
   * the set are found by the reference too.
   */
  public String keepsOwner(TableReference reference, String alias) {
    return !accountKeys().isEmpty()
            && reference.ends().stream().anyMatch(set.recognizedBy()::contains)
        ? accountKeys().stream()
            .map(key -> ColumnExpression.sql(alias, key) + " is not null")
            .collect(Collectors.joining(" or ", "\n  and (", ")"))
        : "";
  }

  /**
   * The condition that a row {@code t} is the row captured under an alias, and is found by the same
   * path. The position alone is not sufficient: once a row is deleted, another may get its
   * position.
   */
  public String isStill(String written) {
    StringBuilder same =
        new StringBuilder("t.ctid = %1$s.place and t.tableoid = %1$s.part".formatted(written));
    for (String column : columns) {
      same.append("\n  and ")
          .append(ColumnExpression.sql("t", column))
          .append(" is not distinct from ")
          .append(key(written, column));
    }
    return same.toString();
  }

  /** True if a row of an account no longer has its reference once the erasure is done. */
  public boolean endsReference(TableReference reference) {
    return switch (role) {
      case ERASED -> true;
      case ANONYMIZED -> reference.columns().stream().anyMatch(set.anonymize()::containsKey);
      case TRAVERSED -> false;
    };
  }
}
