package dev.lapse.erase.postgresql.rows;

import dev.lapse.catalog.SqlLiteral;
import dev.lapse.erase.postgresql.plan.TargetSet;
import dev.lapse.erase.store.DescribeStoreError;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * Divides the pages of a table into parts that are searched by separate statements: if the role has
 * a short statement timeout, a single search for all rows of a large account would never end.
 *
 * @param pages pages per part; 0 for all of them
 */
public record TableParts(long pages) {
  public static final TableParts WHOLE = new TableParts(0);
  private static final long MOST = 16_384;
  private static final long LEAST = 1;
  private static final String PAGES =
      """
      select greatest(
          pg_relation_size(%1$s::regclass),
          (select max(pg_relation_size(relid)) from pg_partition_tree(%1$s::regclass)))
        / current_setting('block_size')::bigint
      """;

  /**
   * Does something in these parts and, if a statement takes too long, again in smaller ones, until
   * each of them fits.
   *
   * @param work restarts from the beginning each time
   * @return the parts that fit
   */
  public TableParts untilTheyFit(Consumer<TableParts> work) {
    TableParts tableParts = this;
    while (true) {
      try {
        work.accept(tableParts);
        return tableParts;
      } catch (RuntimeException failed) {
        if (!DescribeStoreError.isTooLarge(failed) || tableParts.isLeast()) {
          throw failed;
        }
        tableParts = tableParts.smaller();
      }
    }
  }

  private boolean isLeast() {
    return pages != 0 && pages <= LEAST;
  }

  private TableParts smaller() {
    return new TableParts(pages == 0 ? MOST : pages / 4);
  }

  /** The number of pages of a table; for partitions, of the largest one. */
  public static long pages(String table, JdbcOperations jdbc) {
    Long pages = jdbc.queryForObject(PAGES.formatted(SqlLiteral.of(table)), Long.class);
    return pages == null ? 0 : pages;
  }

  /** The parts of a key table. */
  List<CtidRange> ranges(String table, JdbcOperations jdbc) {
    if (pages == 0) {
      return List.of(CtidRange.ALL);
    }
    List<CtidRange> ranges = new ArrayList<>();
    long all = pages(table, jdbc);
    for (long from = 0; from < all; from += pages) {
      ranges.add(CtidRange.ofPages(from, from + pages));
    }
    return ranges;
  }

  /** Conditions on the rows {@code t} of a set; each row meets exactly one. */
  public List<String> conditions(TargetSet set, JdbcOperations jdbc) {
    if (pages == 0) {
      return List.of("");
    }
    long all = pages(set.table().sql(), jdbc);
    List<String> conditions = new ArrayList<>();
    long from = 0;
    for (; from + pages < all; from += pages) {
      conditions.add(
          "\n  and t.ctid >= '(%d,0)'::tid\n  and t.ctid < '(%d,0)'::tid"
              .formatted(from, from + pages));
    }
    // includes pages added meanwhile
    conditions.add("\n  and t.ctid >= '(%d,0)'::tid".formatted(from));
    return conditions;
  }
}
