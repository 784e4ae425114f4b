package dev.lapse.erase.postgresql;

import dev.lapse.catalog.AnonymousValue;
import dev.lapse.catalog.Identifier;
import dev.lapse.catalog.SqlLiteral;
import dev.lapse.catalog.check.ComparableTypes;
import dev.lapse.catalog.check.RowCondition;
import dev.lapse.catalog.live.StoreSchema.Distinction;
import dev.lapse.catalog.live.StoreSchema.ForeignKey;
import dev.lapse.erase.postgresql.plan.ErasurePlan;
import dev.lapse.erase.postgresql.plan.TableReference;
import dev.lapse.erase.postgresql.plan.TargetSet;
import dev.lapse.erase.postgresql.rows.Anonymization;
import dev.lapse.erase.postgresql.rows.KeyTables;
import dev.lapse.erase.postgresql.rows.PlannerHints;
import dev.lapse.erase.postgresql.rows.StoreTransaction;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/**
 * Finds the accounts whose erasure PostgreSQL would refuse because of changes in rows that stay, as
 * far as the values show it: CHECK constraints, unique keys, foreign keys, lengths and domains.
 * Read-only.
 */
final class RefusedChanges {
  private static final Pattern LENGTH = Pattern.compile("character(?: varying)?\\((\\d+)\\)");
  private static final String KNOWS_VALID_INPUT =
      "select to_regprocedure('pg_input_is_valid(text, text)') is not null";

  private final ErasurePlan plan;
  private final PlanChanges changes;
  private final KeyTables tables;
  private final PlannerHints hints;
  private final NamedParameterJdbcOperations jdbc;
  private final MapSqlParameterSource ids;
  private final Map<String, String> refused = new TreeMap<>();

  RefusedChanges(StoreTransaction transaction, MapSqlParameterSource ids) {
    this.plan = transaction.plan();
    this.jdbc = transaction.jdbc();
    this.tables = transaction.tables();
    this.changes = new PlanChanges(transaction);
    this.hints = transaction.hints();
    this.ids = ids;
  }

  /** Why accounts cannot be erased, by account; called once rows are captured. */
  Map<String, String> refused() {
    for (PlannedChange change : changes.all()) {
      values(change);
      conditions(change);
      distinctions(change);
      references(change);
    }
    return refused;
  }

  private void values(PlannedChange change) {
    if (change.ends() != null) {
      return;
    }
    TargetSet set = plan.target(change.table());
    set.set()
        .anonymize()
        .forEach(
            (column, constant) -> {
              if (constant != null && !AnonymousValue.parse(constant).isSameForEveryRow()) {
                value(change, set, column, constant);
              }
            });
  }

  /** A constant that differs by row may fit into the column in one row and not in another. */
  private void value(PlannedChange change, TargetSet set, String column, String constant) {
    String type = changes.column(change.table(), column).type();
    String written = new Anonymization(set).text(column, change.account());
    Matcher length = LENGTH.matcher(set.type(column));
    String refuses;
    if (ComparableTypes.isText(type) && !length.lookingAt()) {
      return;
    } else if (knowsValidInput()) {
      refuses = "not pg_input_is_valid(%s, %s)".formatted(written, SqlLiteral.of(type));
    } else if (length.lookingAt()) {
      refuses = "length(rtrim(%s, ' ')) > %s".formatted(written, length.group(1));
    } else {
      return;
    }
    count(
        change,
        refuses,
        rows ->
            "%s: '%s' makes a value for %s that its type %s does not take; write a shorter or plainer one (anonymize at %s)"
                .formatted(change.described(rows), constant, column, type, change.table()));
  }

  /** PostgreSQL 16 and later. */
  private boolean knowsValidInput() {
    return Boolean.TRUE.equals(
        jdbc.getJdbcOperations().queryForObject(KNOWS_VALID_INPUT, Boolean.class));
  }

  private void conditions(PlannedChange change) {
    TableReference ends = change.ends();
    for (RowCondition condition :
        RowCondition.of(plan.live(change.table()), change.values().keySet())) {
      String others =
          condition.check().columns().stream()
              .filter(column -> !change.values().containsKey(column))
              .collect(Collectors.joining(", "));
      count(
          change,
          condition.isBroken("t", change.values()),
          rows ->
              "%s: check constraint %s refuses it: %s; %s"
                  .formatted(
                      change.described(rows),
                      condition.check().name(),
                      condition.check().expression(),
                      ends == null
                          ? "anonymize %s too, or with other constants"
                              .formatted(others.isEmpty() ? "more columns" : others)
                          : ends.wayOut()));
    }
  }

  private void distinctions(PlannedChange change) {
    for (Distinction unique : plan.live(change.table()).distinctions()) {
      boolean touched = unique.columns().stream().anyMatch(change.values()::containsKey);
      if (touched && unique.plain() && !isRandom(change, unique)) {
        hints.joinByIndexes(false);
        add(
            RepeatedValues.query(change, unique, plan.rows(change.table())),
            rows -> RepeatedValues.reason(change, unique, rows));
      }
    }
  }

  private boolean isRandom(PlannedChange change, Distinction unique) {
    return change.ends() == null
        && unique.columns().stream()
            .map(column -> plan.target(change.table()).set().anonymize().get(column))
            .anyMatch(
                constant ->
                    constant != null
                        && AnonymousValue.parse(constant).names(AnonymousValue.Random.class));
  }

  /** A new value in a foreign key must refer to a row that exists and stays. */
  private void references(PlannedChange change) {
    for (ForeignKey key : plan.schema().foreignKeys()) {
      boolean touched =
          key.enforced()
              && !key.period()
              && key.from().equals(change.table())
              && key.fromColumns().stream().anyMatch(change.values()::containsKey);
      if (touched) {
        reference(change, key);
      }
    }
  }

  private void reference(PlannedChange change, ForeignKey key) {
    TableReference ends = change.ends();
    String present =
        key.fromColumns().stream()
            .map(column -> change.value(column) + " is not null")
            .collect(Collectors.joining(" and "));
    count(
        change,
        "%s and not exists (select from %s x where %s%s)"
            .formatted(present, plan.rows(key.to()), found(change, key), stays(change, key)),
        rows ->
            ends != null
                ? ends.leadsNowhere(rows)
                : "%s: %s has no such row, and foreign key %s refuses that; anonymize %s with null, or with a row that is there"
                    .formatted(
                        change.described(rows),
                        key.to(),
                        key.name(),
                        String.join(", ", key.fromColumns())));
  }

  private static String found(PlannedChange change, ForeignKey key) {
    return IntStream.range(0, key.fromColumns().size())
        .mapToObj(
            i ->
                "x.%s = %s"
                    .formatted(
                        Identifier.quote(key.toColumns().get(i)),
                        change.value(key.fromColumns().get(i))))
        .collect(Collectors.joining(" and "));
  }

  private String stays(PlannedChange change, ForeignKey key) {
    TableReference ends = change.ends();
    return ends == null || !ends.to().equals(key.to())
        ? ""
        : " and not exists (select from %s g where g.part = x.tableoid and g.place = x.ctid and g.pending)"
            .formatted(tables.tableOf(plan.target(key.to())));
  }

  private void count(PlannedChange change, String refuses, LongFunction<String> reason) {
    hints.joinByIndexes(change.indexed());
    add(
        """
        select cast(%1$s as text) as account_id, count(*) as rows
        %2$s
        where %3$s
          and %4$s
        group by 1"""
            .formatted(change.account(), change.from(), change.where(), refuses),
        reason);
  }

  private void add(String query, LongFunction<String> reason) {
    jdbc.query(
        query,
        ids,
        row -> {
          refused.putIfAbsent(row.getString("account_id"), reason.apply(row.getLong("rows")));
        });
  }
}
