package dev.lapse.report;

import dev.lapse.policy.AccountState;
import dev.lapse.policy.EnumNames;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Counts accounts by state and cell. The query scans a whole index, so the result is reused for a
 * minute.
 */
@Component
class CountAccounts {
  private static final Duration USED_FOR = Duration.ofMinutes(1);
  private static final String COUNT =
      """
      select state, cell, count(*) as accounts
      from lapse.account
      group by state, cell
      """;

  private final JdbcClient jdbc;
  private final RefreshSettings settings;
  private @Nullable Counted last;

  CountAccounts(JdbcClient jdbc, RefreshSettings settings) {
    this.jdbc = jdbc;
    this.settings = settings;
  }

  /**
   * The counts.
   *
   * @param byState contains every state
   * @param cells the cells that have accounts
   */
  record Counted(Map<String, Long> byState, Set<String> cells, long atNanos) {}

  synchronized Counted count() {
    Counted known = last;
    if (known == null || settings.isOver(known.atNanos(), USED_FOR)) {
      known = countNow();
      last = known;
    }
    return known;
  }

  private Counted countNow() {
    Map<String, Long> byState = new TreeMap<>();
    EnumNames.all(AccountState.class).forEach(state -> byState.put(state, 0L));
    Set<String> cells = new TreeSet<>();
    long now = System.nanoTime();
    jdbc.sql(COUNT)
        .query(
            row -> {
              byState.merge(row.getString("state"), row.getLong("accounts"), Long::sum);
              cells.add(row.getString("cell"));
            });
    return new Counted(byState, cells, now);
  }
}
