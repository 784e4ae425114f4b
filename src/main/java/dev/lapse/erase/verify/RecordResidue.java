package dev.lapse.erase.verify;

import dev.lapse.account.RowCounts;
import dev.lapse.clock.Timestamps;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Records the residue of each account at its last verification, {@code lapse.residue}. */
@Component
class RecordResidue {
  private static final String FOUND =
      """
      insert into lapse.residue (account_id, lapse_number, rows, found_at)
      select f.account_id, f.lapse_number, f.rows, :now
      from unnest(:ids, :lapses, :rows) f (account_id, lapse_number, rows)
      on conflict (account_id) do update
      set lapse_number = excluded.lapse_number, rows = excluded.rows, found_at = excluded.found_at
      """;
  private static final String GONE =
      """
      delete from lapse.residue
      where account_id = any(:ids)
      """;

  private final JdbcClient jdbc;

  RecordResidue(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Replaces the residue of these accounts. */
  void found(RowCounts residue, Map<String, Integer> lapses, Instant now) {
    List<String> ids = List.copyOf(residue.byAccount().keySet());
    if (ids.isEmpty()) {
      return;
    }
    jdbc.sql(FOUND)
        .param("ids", ids.toArray(String[]::new))
        .param(
            "lapses",
            ids.stream().map(id -> Objects.requireNonNull(lapses.get(id))).toArray(Integer[]::new))
        .param("rows", ids.stream().map(residue::total).toArray(Long[]::new))
        .param("now", Timestamps.parameter(now))
        .update();
  }

  /** Removes the residue of accounts of which nothing is left. */
  void gone(Collection<String> ids) {
    if (!ids.isEmpty()) {
      jdbc.sql(GONE).param("ids", ids.toArray(String[]::new)).update();
    }
  }
}
