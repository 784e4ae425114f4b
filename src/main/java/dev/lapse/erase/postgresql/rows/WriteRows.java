package dev.lapse.erase.postgresql.rows;

import dev.lapse.catalog.ColumnExpression;
import dev.lapse.catalog.SqlLiteral;
import dev.lapse.erase.postgresql.plan.ErasurePlan;
import dev.lapse.erase.postgresql.plan.TargetSet;
import dev.lapse.erase.postgresql.plan.TargetSet.Keys;
import dev.lapse.erase.postgresql.plan.TargetSet.Role;
import dev.lapse.erase.postgresql.rows.RowSources.OnePass;
import dev.lapse.erase.postgresql.rows.RowSources.Source;
import dev.lapse.erase.store.ErasureIncomplete;
import dev.lapse.erase.store.FailedSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/**
 * Deletes or anonymizes rows, and adds them to {@code lapse_store.progress} in the same statement,
 * which also captures the keys that later statements need.
 */
public final class WriteRows {
  private final ErasurePlan plan;
  private final KeyTables tables;
  private final NamedParameterJdbcOperations jdbc;
  private final UUID run;

  /**
   * @param tables captured rows: all of them, or a slice
   */
  public WriteRows(StoreTransaction transaction, KeyTables tables, UUID run) {
    this.plan = transaction.plan();
    this.tables = tables;
    this.jdbc = transaction.jdbc();
    this.run = run;
  }

  /**
   * Deletes or anonymizes the rows of a set where they are found.
   *
   * @param further a condition on the source
   * @param level the number of rows between these and those found first
   * @return the number of rows
   */
  public long deleteFound(
      TargetSet set, Source source, String further, int level, MapSqlParameterSource parameters) {
    Part part =
        set.role() == Role.ANONYMIZED
            ? new Part(set, anonymize(set, source, further), false)
            : source.onePass() == null
                ? new Part(set, delete(set, source, further), set.keys() == Keys.RETURNED)
                : new Part(
                    set,
                    deleteInOnePass(set, source.onePass(), further),
                    set.keys() == Keys.RETURNED,
                    owners(set, source.onePass()));
    Map<String, Long> rows = deleteCaptured(List.of(part), level, parameters);
    return rows.values().stream().mapToLong(Long::longValue).sum();
  }

  private static String anonymize(TargetSet set, Source source, String further) {
    Anonymization changes = new Anonymization(set);
    return "update %s t\nset %s%s\nwhere %s%s\n  and %s%s%s"
        .formatted(
            set.rows(),
            changes.changes(source.account()),
            source.using() == null ? "" : "\nfrom " + source.using(),
            source.where(),
            further,
            changes.isToBeChanged(source.account()),
            returning(source),
            changes.returned(source.account()));
  }

  private static String delete(TargetSet set, Source source, String further) {
    return "delete from %s t%s\nwhere %s%s%s%s"
        .formatted(
            set.rows(),
            source.using() == null ? "" : "\nusing " + source.using(),
            source.where(),
            further,
            returning(source),
            set.keys() == Keys.RETURNED ? live(set) : "");
  }

  private static String returning(Source source) {
    return "\nreturning %s as account_id, %s as taken".formatted(source.account(), source.taken());
  }

  private static String deleteInOnePass(TargetSet set, OnePass pass, String further) {
    return "delete from %s t\nwhere %s = any(array(select %s from %s where true%s%s))%s\nreturning %s as owner%s"
        .formatted(
            set.rows(),
            pass.column(),
            pass.key(),
            pass.keys(),
            pass.written(),
            further,
            pass.live(),
            pass.column(),
            set.keys() == Keys.RETURNED ? live(set) : "");
  }

  /** The owners of the deleted rows: those of the captured rows that they referred to. */
  private static String owners(TargetSet set, OnePass pass) {
    return "select p.account_id, p.taken%s from %%s g join %s on %s = g.owner"
        .formatted(
            set.keys() == Keys.RETURNED
                ? IntStream.range(0, set.columns().size())
                    .mapToObj(index -> ", g.k" + index)
                    .collect(Collectors.joining())
                : "",
            pass.keys(),
            pass.key());
  }

  private static String live(TargetSet set) {
    StringBuilder columns = new StringBuilder();
    for (int i = 0; i < set.columns().size(); i++) {
      columns.append(", %s as k%d".formatted(ColumnExpression.sql("t", set.columns().get(i)), i));
    }
    return columns.toString();
  }

  /**
   * Deletes or anonymizes captured rows, of sets that are deleted together in one statement:
   * foreign keys among them are checked when all of them are deleted.
   *
   * @return rows by the name under which they are counted
   */
  public Map<String, Long> deleteCaptured(List<TargetSet> sets) {
    List<Part> parts = new ArrayList<>();
    for (TargetSet set : sets) {
      String where = "\nwhere %s\n  and %s".formatted(set.isStill("c"), CtidRange.hasPending("c"));
      String returning = "\nreturning c.account_id, c.taken";
      if (set.role() == Role.ANONYMIZED) {
        parts.add(new Part(set, anonymizeWritten(set, where, returning), false));
      }
      if (plan.deletes(set)) {
        String taken = set.role() == Role.ANONYMIZED ? "\n  and c.taken" : "";
        parts.add(
            new Part(
                set,
                "delete from %s t\nusing %s c%s%s%s"
                    .formatted(set.rows(), tables.tableOf(set), where, taken, returning),
                false));
      }
    }
    return deleteCaptured(parts, 0, CtidRange.ALL.parameters());
  }

  /** The rows of a set, with those of others that were deleted with them. */
  public static long rows(TargetSet set, Map<String, Long> written) {
    return written.getOrDefault(set.name(), 0L) + written.getOrDefault(set.nameOfOthers(), 0L);
  }

  /**
   * Requires that as many rows went as were captured.
   *
   * @throws ErasureIncomplete otherwise
   */
  public void requireAll(List<TargetSet> sets, long gone) {
    long expected = 0;
    for (TargetSet set : sets) {
      expected +=
          Jdbc.count(
              jdbc,
              "select count(*) from %s c where %s"
                  .formatted(tables.tableOf(set), CtidRange.hasPending("c")),
              CtidRange.ALL.parameters());
    }
    if (gone != expected) {
      throw new ErasureIncomplete(
          "%d of %d rows of %s did not go as they were found: changed meanwhile, or kept by a trigger"
              .formatted(
                  expected - gone,
                  expected,
                  sets.stream().map(set -> set.set().name()).collect(Collectors.joining(", "))));
    }
  }

  /** If triggers fire, the old rows are read too, because a trigger may restore a value. */
  private String anonymizeWritten(TargetSet set, String where, String returning) {
    Anonymization changes = new Anonymization(set);
    return "update %s t\nset %s\nfrom %s c%s%s\n  and not c.taken%s%s%s%s"
        .formatted(
            set.rows(),
            changes.changes("c.account_id"),
            tables.tableOf(set),
            set.firesTriggers() ? ", " + set.rows() + " old_row" : "",
            where,
            set.firesTriggers()
                ? "\n  and old_row.ctid = c.place\n  and old_row.tableoid = c.part"
                : "",
            returning,
            changes.returned("c.account_id"),
            set.firesTriggers()
                ? ", %s as put_back".formatted(changes.isPutBack("old_row", "c.account_id"))
                : "");
  }

  /**
   * A part of a statement that writes.
   *
   * @param returnsKeys true to capture the rows
   * @param owners a query for their owners; null if the statement itself returns them
   */
  private record Part(TargetSet set, String write, boolean returnsKeys, @Nullable String owners) {
    Part(TargetSet set, String write, boolean returnsKeys) {
      this(set, write, returnsKeys, null);
    }

    boolean anonymizes() {
      return write.startsWith("update");
    }

    boolean maySeeValuesPutBack() {
      return anonymizes() && set.firesTriggers();
    }
  }

  private Map<String, Long> deleteCaptured(
      List<Part> parts, int level, MapSqlParameterSource parameters) {
    try {
      return writtenTogether(parts, level, parameters);
    } catch (DataAccessException refused) {
      throw FailedSet.attach(
          refused,
          parts.stream().map(part -> part.set().set().name()).collect(Collectors.joining(", ")));
    }
  }

  private Map<String, Long> writtenTogether(
      List<Part> parts, int level, MapSqlParameterSource parameters) {
    List<String> with = new ArrayList<>();
    List<String> tallies = new ArrayList<>();
    StringBuilder putBack = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      TargetSet set = parts.get(i).set();
      String gone = "gone" + i;
      with.add("%s as (\n%s\n)".formatted(gone, parts.get(i).write()));
      String owners = parts.get(i).owners();
      if (owners != null) {
        gone = "owned" + i;
        with.add("%s as (%s)".formatted(gone, owners.formatted("gone" + i)));
      }
      if (parts.get(i).returnsKeys()) {
        String keys = FindRows.keys(set);
        with.add(
            "keys%d as (insert into %s (account_id, taken, level%s) select account_id, taken, %d%s from %s)"
                .formatted(i, tables.tableOf(set), keys, level, keys, gone));
      }
      if (parts.get(i).anonymizes()) {
        with.add("made%d as (%s)".formatted(i, new Anonymization(set).keep(gone)));
      }
      if (parts.get(i).maySeeValuesPutBack()) {
        putBack.append(
            "union all\nselect %s, count(*), true\nfrom %s\nwhere put_back\nhaving count(*) > 0\n"
                .formatted(SqlLiteral.of(set.set().name()), gone));
      }
      tallies.add(
          "select account_id, case when taken then %s else %s end as set_name, count(*) as rows from %s group by account_id, taken"
              .formatted(SqlLiteral.of(set.nameOfOthers()), SqlLiteral.of(set.name()), gone));
    }
    Map<String, Long> rows = new HashMap<>();
    jdbc.query(
        """
        with %s, tally as (
          %s
        ), counted as (
          insert into lapse_store.progress as p (run, account_id, set_name, rows)
          select cast(:run as uuid), account_id::text, set_name, sum(rows)
          from tally
          group by account_id, set_name
          on conflict (run, account_id, set_name)
          do update set rows = p.rows + excluded.rows, changed_at = now()
        )
        select set_name, sum(rows) as rows, false as put_back
        from tally
        group by set_name
        %s"""
            .formatted(
                String.join(", ", with),
                tallies.stream().collect(Collectors.joining("\nunion all\n")),
                putBack),
        parameters.addValue("run", run.toString()),
        row -> {
          if (row.getBoolean("put_back")) {
            throw new ErasureIncomplete(
                "%d rows of %s keep their values; a trigger puts them back"
                    .formatted(row.getLong("rows"), row.getString("set_name")));
          }
          rows.put(row.getString("set_name"), row.getLong("rows"));
        });
    return rows;
  }
}
