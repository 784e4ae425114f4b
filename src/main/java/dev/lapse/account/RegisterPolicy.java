package dev.lapse.account;

import dev.lapse.policy.Policy;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.annotation.Lazy;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Stores at start, and when the policy changes, which policy is in force, because the access view
 * lists its features.
 */
@Component
@Lazy(false)
public class RegisterPolicy implements InitializingBean {
  private static final String NO_LONGER_CURRENT =
      """
      update lapse.policy
      set is_current = false
      where is_current
        and version <> :version
      """;
  private static final String CURRENT =
      """
      insert into lapse.policy (version, features, is_current)
      values (:version, :features, true)
      on conflict (version) do update
      set features = excluded.features, is_current = true
      where not policy.is_current or policy.features <> excluded.features
      """;
  private static final String LOCK =
      "select pg_advisory_xact_lock(hashtextextended('lapse:policy', 0))";

  private final JdbcClient jdbc;
  private final Supplier<Policy> policy;
  private final TransactionOperations transaction;

  RegisterPolicy(JdbcClient jdbc, Supplier<Policy> policy, TransactionOperations transaction) {
    this.jdbc = jdbc;
    this.policy = policy;
    this.transaction = transaction;
  }

  @Override
  public void afterPropertiesSet() {
    register(policy.get());
  }

  /** Stores that this policy is in force. */
  public void register(Policy next) {
    transaction.executeWithoutResult(
        status -> {
          // nodes that start at once take turns
          jdbc.sql(LOCK).query().listOfRows();
          jdbc.sql(NO_LONGER_CURRENT).param("version", next.version()).update();
          jdbc.sql(CURRENT)
              .param("version", next.version())
              .param(
                  "features",
                  Stream.concat(next.features().stream(), next.dataAccess().stream())
                      .toArray(String[]::new))
              .update();
        });
  }
}
