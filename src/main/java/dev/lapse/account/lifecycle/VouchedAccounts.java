package dev.lapse.account.lifecycle;

import java.util.Collection;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The accounts that an operator {@linkplain VouchForAccount vouched} for. */
@Component
public class VouchedAccounts {
  private static final String VOUCHED =
      """
      select a.id
      from lapse.account a
      where a.id = any(:ids)
        and exists (
          select
          from lapse.evidence e
          where e.account_id = a.id
            and e.lapse_number = a.lapse_number
            and e.kind = 'vouched'
        )
      """;

  private final JdbcClient jdbc;

  public VouchedAccounts(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Those of these accounts that somebody vouched for in their current lapse. */
  public Set<String> find(Collection<String> ids) {
    return jdbc.sql(VOUCHED).param("ids", ids.toArray(String[]::new)).query(String.class).set();
  }
}
