package dev.lapse.erase;

import dev.lapse.account.DueAccount;
import dev.lapse.account.Outcome;
import dev.lapse.account.RowCounts;
import dev.lapse.erase.store.StoreErasure;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What a removal of payment details outside any run is called in the stores. The token follows from
 * the account and its lapse, so that after a crash the job finds the rows that are gone already.
 */
@Component
final class RemovalTokens {
  /** Those of runs are random, which is version 4. */
  private static final int NAME_BASED = 3;

  private final JdbcClient jdbc;

  RemovalTokens(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  static boolean isOne(UUID token) {
    return token.version() == NAME_BASED;
  }

  UUID of(String account, int lapseNumber) {
    return of(installation(), account, lapseNumber);
  }

  /** The outcomes, with the rows that a command removed without recording it. */
  Map<String, Outcome> withEarlierRows(
      List<StoreErasure> stores, List<DueAccount> due, Map<String, Outcome> outcomes) {
    String installation = installation();
    Map<String, UUID> tokens = new HashMap<>();
    for (DueAccount account : due) {
      if (outcomes.get(account.accountId()) instanceof Outcome.Done) {
        tokens.put(
            account.accountId(), of(installation, account.accountId(), account.lapseNumber()));
      }
    }
    if (tokens.isEmpty()) {
      return outcomes;
    }
    RowCounts rows = new RowCounts();
    stores.forEach(
        store ->
            store.progress(
                tokens.keySet(),
                (run, account, set, number) -> {
                  if (run.equals(tokens.get(account))) {
                    rows.add(account, set, number);
                  }
                }));
    Map<String, Outcome> all = new HashMap<>(outcomes);
    rows.byAccount()
        .keySet()
        .forEach(id -> all.computeIfPresent(id, (key, done) -> more(done, rows.of(id))));
    return all;
  }

  private static Outcome more(Outcome outcome, Map<String, Long> rows) {
    if (!(outcome instanceof Outcome.Done done)) {
      return outcome;
    }
    Map<String, Long> all = new HashMap<>(done.rowsBySet());
    rows.forEach((set, number) -> all.merge(set, number, Long::sum));
    return new Outcome.Done(all);
  }

  private static UUID of(String installation, String account, int lapseNumber) {
    String name =
        "remove-billing-details\n%s\n%d\n%s".formatted(installation, lapseNumber, account);
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
  }

  private String installation() {
    return jdbc.sql("select id::text from lapse.installation").query(String.class).single();
  }
}
