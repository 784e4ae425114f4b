package dev.lapse.erase.verify;

import dev.lapse.account.DueAccount;
import dev.lapse.account.RowCounts;
import dev.lapse.clock.Timestamps;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
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
  void found(RowCounts residue, Collection<DueAccount> accounts, Instant now) {
    List<DueAccount> left =
        accounts.stream()
            .filter(account -> residue.has(account.accountId()))
            .sorted(Comparator.comparing(DueAccount::accountId))
            .toList();
    if (left.isEmpty()) {
      return;
    }
    jdbc.sql(FOUND)
        .param("ids", left.stream().map(DueAccount::accountId).toArray(String[]::new))
        .param("lapses", left.stream().map(DueAccount::lapseNumber).toArray(Integer[]::new))
        .param(
            "rows",
            left.stream().map(account -> residue.total(account.accountId())).toArray(Long[]::new))
        .param("now", Timestamps.parameter(now))
        .update();
  }

  /** Removes the recorded residue of accounts that have nothing left. */
  void gone(Collection<String> ids) {
    if (!ids.isEmpty()) {
      jdbc.sql(GONE).param("ids", ids.toArray(String[]::new)).update();
    }
  }
}
