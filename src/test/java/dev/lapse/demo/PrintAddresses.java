package dev.lapse.demo;

import java.util.List;
import javax.sql.DataSource;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.userdetails.UserDetailsService;

/** Where to look while the demo serves. */
final class PrintAddresses {
  private static final String USER = "operator";
  private static final String PLAIN_PASSWORD = "{noop}";

  /** An account of each state: the one that lapsed last, as it stays longest what it is. */
  private static final String EXAMPLES =
      """
      select
        expectation.state,
        (array_agg(account_id::text order by lapsed_at desc, account_id))[1] as account
      from demo.expectation
      join demo.account_before on id = account_id
      group by expectation.state
      order by
        array_position(
          array['active', 'grace', 'cut-off', 'retained', 'purged', 'expired'], expectation.state)
      """;

  private static final String ACCESS =
      """
      select access, data
      from lapse.account_access
      where account_id = :account
      """;

  private record Example(String state, String account) {}

  private final ApplicationContext program;
  private final Screen screen;

  PrintAddresses(ApplicationContext program, Screen screen) {
    this.program = program;
    this.screen = screen;
  }

  void print(DataSource product, DataSource lapse) {
    String address =
        "http://127.0.0.1:" + program.getBean(Environment.class).getProperty("local.server.port");
    List<Example> examples =
        JdbcClient.create(product)
            .sql(EXAMPLES)
            .query((row, number) -> new Example(row.getString(1), row.getString(2)))
            .list();
    screen.heading("Lapse goes on serving, until Ctrl-C");
    screen.line("  %s/  the console; sign in as %s with %s", address, USER, password());
    screen.line("  %s/actuator/health", address);
    screen.line("  %s/actuator/prometheus", address);
    screen.line("  %s/api/v1/accounts/ID/access", address);
    screen.line("");
    screen.line("An account in each state, as ID:");
    Columns table = new Columns("id", "state", "access", "data");
    for (Example example : examples) {
      JdbcClient.create(lapse)
          .sql(ACCESS)
          .param("account", example.account())
          .query(
              row -> {
                table.row(
                    example.account(),
                    example.state(),
                    row.getString("access"),
                    row.getString("data"));
              });
    }
    table.print(screen);
    screen.line("");
    screen.line("For example:");
    screen.line(
        "  curl -u %s:%s %s/api/v1/accounts/%s/access",
        USER, password(), address, examples.get(0).account());
  }

  private String password() {
    String stored =
        program.getBean(UserDetailsService.class).loadUserByUsername(USER).getPassword();
    return stored == null ? "PASSWORD" : stored.replace(PLAIN_PASSWORD, "");
  }
}
