package dev.lapse.demo;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What must be true after the night and what is, by state of the accounts: in the product's data
 * ({@code db/demo/expected.sql}) and in Lapse's record ({@code db/demo/recorded.sql}).
 */
record Agreement(Map<String, State> product, Map<String, State> lapse) {
  /**
   * @param expected accounts that must be in the state
   * @param agreeing those whose data is as their state demands
   * @param wrong the first that are not, in words
   */
  record State(long expected, long agreeing, String wrong) {}

  private record AccountState(String account, String state) {}

  /** Asks both databases. */
  static Agreement at(Instant now, DataSource product, DataSource lapse) {
    JdbcClient inProduct = JdbcClient.create(product);
    List<AccountState> states =
        inProduct
            .sql("select account_id, state from demo.expectation")
            .query((row, number) -> new AccountState(row.getString(1), row.getString(2)))
            .list();
    return new Agreement(
        judged(inProduct.sql(LoadSample.text("expected.sql"))),
        judged(
            JdbcClient.create(lapse)
                .sql(LoadSample.text("recorded.sql"))
                .param(
                    "accounts", states.stream().map(AccountState::account).toArray(String[]::new))
                .param("states", states.stream().map(AccountState::state).toArray(String[]::new))
                .param("now", now.atOffset(ZoneOffset.UTC))));
  }

  boolean holds() {
    return agreeing(product) == expected()
        && agreeing(lapse) == expected()
        && !product.containsKey("unknown")
        && !lapse.containsKey("unknown");
  }

  long expected() {
    return product.values().stream().mapToLong(State::expected).sum();
  }

  void print(Screen screen) {
    Columns table = new Columns("state", "expected", "product's data", "Lapse's record");
    TreeSet<String> unknown = new TreeSet<>(lapse.keySet());
    unknown.removeAll(product.keySet());
    product.forEach(
        (state, judged) ->
            table.row(state, judged.expected(), judged.agreeing(), of(state, lapse).agreeing()));
    unknown.forEach(state -> table.row(state, 0, 0, of(state, lapse).agreeing()));
    table.print(screen);
    screen.line("");
    if (holds()) {
      screen.line("expected = actual: %1$,d of %1$,d accounts", expected());
      return;
    }
    screen.line(
        "expected <> actual: of %,d accounts %,d agree in the product's data, %,d in Lapse's record",
        expected(), agreeing(product), agreeing(lapse));
    tell(screen, "product", product);
    tell(screen, "Lapse", lapse);
  }

  private static void tell(Screen screen, String where, Map<String, State> judged) {
    judged.forEach(
        (state, found) -> {
          if (found.wrong() != null) {
            screen.line("  wrong in %s, %s: %s", where, state, found.wrong());
          }
        });
  }

  private static State of(String state, Map<String, State> judged) {
    return judged.getOrDefault(state, new State(0, 0, null));
  }

  private static long agreeing(Map<String, State> judged) {
    return judged.values().stream().mapToLong(State::agreeing).sum();
  }

  private static Map<String, State> judged(JdbcClient.StatementSpec query) {
    Map<String, State> judged = new LinkedHashMap<>();
    query.query(
        row -> {
          judged.put(
              row.getString("state"),
              new State(
                  row.getLong("expected"),
                  row.getLong("in_agreement"),
                  row.getString("first_disagreements")));
        });
    return judged;
  }
}
