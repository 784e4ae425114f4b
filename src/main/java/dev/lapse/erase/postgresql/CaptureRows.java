package dev.lapse.erase.postgresql;

import dev.lapse.catalog.Identifier;
import dev.lapse.catalog.KeyType;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/**
 * Finds the rows of accounts and writes them down, set after set: those with an account's key
 * first, then those that refer to captured rows, at last those that only captured rows refer to.
 * Takes no locks.
 */
final class CaptureRows {
  private final StorePlan plan;
  private final TemporaryTables tables;

  CaptureRows(StorePlan plan, TemporaryTables tables) {
    this.plan = plan;
    this.tables = tables;
  }

  /** Captures all rows of the accounts; how many by table, without those that have none. */
  Map<TableName, Long> of(NamedParameterJdbcOperations jdbc, MapSqlParameterSource ids) {
    Map<TableName, Long> captured = new HashMap<>();
    for (List<CapturedSet> component : plan.capture()) {
      Set<TableName> inside =
          component.stream().map(CapturedSet::table).collect(Collectors.toSet());
      long level = 0;
      long found = 0;
      for (CapturedSet set : component) {
        found += captured(set, jdbc, ids, captured, seeds(set, inside), 0);
      }
      while (found > 0 && isCircle(component)) {
        level++;
        found = 0;
        for (CapturedSet set : component) {
          found += captured(set, jdbc, ids, captured, steps(set, inside, level), level);
        }
      }
    }
    return captured;
  }

  /** True if some of its rows are found through others of its rows. */
  private static boolean isCircle(List<CapturedSet> component) {
    return component.size() > 1
        || component.get(0).set().ways().stream()
            .anyMatch(
                way ->
                    way instanceof OwnedBy.Reference reference
                        && reference.parent().equals(component.get(0).table()));
  }

  private static long captured(
      CapturedSet set,
      NamedParameterJdbcOperations jdbc,
      MapSqlParameterSource ids,
      Map<TableName, Long> captured,
      List<Source> sources,
      long level) {
    long rows = 0;
    for (Source source : sources) {
      if (source.parent() == null || captured.containsKey(source.parent())) {
        rows += jdbc.update(source.sql(), ids.addValue("level", level));
      }
    }
    if (rows > 0) {
      captured.merge(set.table(), rows, Long::sum);
    }
    return rows;
  }

  /** A statement, and the set without whose rows it finds nothing; null if it needs none. */
  private record Source(String sql, @Nullable TableName parent) {}

  private List<Source> seeds(CapturedSet set, Set<TableName> inside) {
    List<Source> sources = new ArrayList<>();
    boolean several = set.set().ways().size() > 1;
    for (OwnedBy way : set.set().ways()) {
      if (way instanceof OwnedBy.Key key) {
        sources.add(new Source(byKey(set, key, several && !sources.isEmpty()), null));
      } else if (way instanceof OwnedBy.Reference reference
          && !inside.contains(reference.parent())) {
        sources.add(
            new Source(
                byParent(set, reference, "", several && !sources.isEmpty()), reference.parent()));
      }
    }
    if (set.isUpward()) {
      sources.add(new Source(byReferrers(set), null));
    }
    return sources;
  }

  private List<Source> steps(CapturedSet set, Set<TableName> inside, long level) {
    return set.set().ways().stream()
        .filter(OwnedBy.Reference.class::isInstance)
        .map(OwnedBy.Reference.class::cast)
        .filter(reference -> inside.contains(reference.parent()))
        .map(
            reference ->
                new Source(
                    byParent(set, reference, "\n  and p.level = " + (level - 1), true),
                    reference.parent()))
        .toList();
  }

  private String byKey(CapturedSet set, OwnedBy.Key key, boolean notTwice) {
    String column = "t." + Identifier.quote(key.column());
    return insert(set, column + "::text")
        + "\nfrom %s t".formatted(set.rows())
        + "\nwhere "
        + KeyType.of(set.type(key.column())).orElseThrow().isAnyOf(column, ":ids")
        + (notTwice ? notCaptured(set) : "");
  }

  private String byParent(CapturedSet set, OwnedBy.Reference way, String level, boolean notTwice) {
    CapturedSet parent = plan.captured(way.parent());
    String joins =
        Columns.equal(way.columns(), set.row("t"), way.parentColumns(), parent.captured("p"));
    return insert(set, "p.account_id")
        + "\nfrom %s p\njoin %s t on %s".formatted(tables.of(parent), set.rows(), joins)
        + "\nwhere true"
        + (way.where() == null ? "" : "\n  and " + Columns.in("t", way.where()))
        + withoutKeyOfItsOwn(set)
        + level
        + (notTwice ? notCaptured(set) : "");
  }

  /** Rows that captured rows refer to, or referred to before these went, and nothing else does. */
  private String byReferrers(CapturedSet set) {
    return insert(set, "f.account_id")
        + "\n"
        + referredTo(set)
        + plan.pointersTo(set.table()).stream()
            .map(pointer -> noOtherReferrer(set, pointer))
            .collect(Collectors.joining());
  }

  /** The part of a query for rows {@code t} that captured rows refer to, but not captured. */
  String referredTo(CapturedSet set) {
    List<String> found = new ArrayList<>();
    for (OwnedBy.Referrer way : set.upward()) {
      CapturedSet referrer = plan.captured(way.referrer());
      String joins =
          Columns.equal(way.columns(), set.row("t"), way.referrerColumns(), referrer.captured("r"));
      found.add(
          "select t.tableoid as part, t.ctid as place, r.account_id\nfrom %s r\njoin %s t on %s"
              .formatted(tables.of(referrer), set.rows(), joins));
      found.add(KeptKeys.found(set, way));
    }
    return """
    from (
      select part, place, min(account_id) as account_id
      from (
        %s
      ) every
      group by part, place
    ) f
    join %s t on t.ctid = f.place and t.tableoid = f.part
    where true\
    """
            .formatted(String.join("\nunion all\n", found), set.rows())
        + withoutKeyOfItsOwn(set)
        + notCaptured(set);
  }

  /**
   * Locks the rows that captured rows refer to together with rows of others, and captures those
   * that by then nothing else refers to: the others may have been erased at the same time. Whoever
   * comes last takes the row.
   *
   * @return true if there are more rows than were captured before
   */
  boolean findsMore(NamedParameterJdbcOperations jdbc, MapSqlParameterSource ids) {
    boolean more = false;
    for (CapturedSet set : plan.sets().values()) {
      if (set.isUpward() && set.role() != CapturedSet.Role.PASSED) {
        long shared =
            Count.of(
                jdbc,
                "select count(*) from (select\n%s\nfor update of t) locked"
                    .formatted(referredTo(set)),
                ids);
        if (shared > 0) {
          more |= jdbc.update(byReferrers(set), ids.addValue("level", 0)) > 0;
        }
      }
    }
    return more;
  }

  private String noOtherReferrer(CapturedSet set, Pointer pointer) {
    CapturedSet from = plan.sets().get(pointer.from());
    StringBuilder other = new StringBuilder("\n  and not exists (\n    select\n    from ");
    other.append(plan.rows(pointer.from())).append(" x\n    where ");
    other.append(
        Columns.equal(
            pointer.columns(), plan.row(pointer.from(), "x"), pointer.toColumns(), set.row("t")));
    if (pointer.where() != null) {
      other.append(" and ").append(Columns.in("x", pointer.where()));
    }
    if (pointer.way() && from != null) {
      // what belongs to the row does not keep it; what only refers to it as well has a key
      List<String> keys = from.accountKeys();
      other.append(
          keys.isEmpty()
              ? " and false"
              : keys.stream()
                  .map(key -> "x.%s is not null".formatted(Identifier.quote(key)))
                  .collect(Collectors.joining(" or ", " and (", ")")));
    }
    if (pointer.isToItself()) {
      other.append(" and (x.tableoid, x.ctid) <> (t.tableoid, t.ctid)");
    } else if (from != null && from.endsReference(pointer)) {
      other.append(" and ").append(tables.lack(from, "x"));
    }
    return other.append("\n  )").toString();
  }

  private String insert(CapturedSet set, String account) {
    String pending =
        switch (set.role()) {
          case ERASED -> "true";
          case ANONYMIZED -> set.isToBeChanged("t");
          case PASSED -> "false";
        };
    return "insert into %s (part, place, account_id, level, pending%s)\nselect t.tableoid, t.ctid, %s, :level, %s%s"
        .formatted(tables.of(set), set.names(), account, pending, set.ofRow());
  }

  private static String withoutKeyOfItsOwn(CapturedSet set) {
    return set.accountKeys().stream()
        .map(key -> "\n  and t.%s is null".formatted(Identifier.quote(key)))
        .collect(Collectors.joining());
  }

  private String notCaptured(CapturedSet set) {
    return "\n  and " + tables.lack(set, "t");
  }
}
