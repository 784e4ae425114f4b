package dev.lapse.account.access;

import dev.lapse.clock.Timestamps;
import dev.lapse.policy.AccountKind;
import dev.lapse.policy.AccountState;
import dev.lapse.policy.EnumNames;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads what a product's sign-in page shows. */
@Component
class ReadSignIn {
  private static final String READ =
      """
      select o.access, o.data, o.until, a.state, a.kind, a.time_zone, a.purge_due
      from lapse.access_over_time o
      join lapse.account a on a.id = o.account_id
      where o.account_id = :id
        and o.valid_from <= least(:now, lapse.clock())
        and o.valid_until > least(:now, lapse.clock())
      """;

  private final JdbcClient jdbc;
  private final InstantSource clock;

  ReadSignIn(AccessConnections connections, InstantSource clock) {
    this.jdbc = connections.jdbc();
    this.clock = clock;
  }

  Optional<SignInMessage> read(String id) {
    Instant now = clock.instant();
    return jdbc.sql(READ)
        .param("id", id)
        .param("now", Timestamps.parameter(now))
        .query(
            (row, number) ->
                SignInMessage.of(
                    new SignInMessage.Status(
                        row.getString("access").equals("full"),
                        row.getString("data"),
                        Timestamps.find(row, "until"),
                        EnumNames.find(AccountState.class, row.getString("state")).orElseThrow(),
                        EnumNames.find(AccountKind.class, row.getString("kind")).orElseThrow(),
                        ZoneId.of(row.getString("time_zone")),
                        Timestamps.find(row, "purge_due")),
                    now))
        .optional();
  }
}
