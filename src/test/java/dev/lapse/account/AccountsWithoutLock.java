package dev.lapse.account;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What {@link Accounts} would be without {@code for update}: shows that the lock is needed. */
public final class AccountsWithoutLock extends Accounts {
  private final Runnable afterReading;

  /**
   * @param afterReading what happens between the reading and what is decided from it
   */
  public AccountsWithoutLock(JdbcClient jdbc, Runnable afterReading) {
    super(jdbc);
    this.afterReading = afterReading;
  }

  @Override
  public Map<String, Account> lock(Collection<String> ids, Instant now) {
    Map<String, Account> known = read(ids, now);
    afterReading.run();
    return known;
  }
}
