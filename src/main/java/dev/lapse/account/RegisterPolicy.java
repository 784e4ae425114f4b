package dev.lapse.account;

import dev.lapse.policy.Policy;
import java.util.stream.Stream;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.annotation.Lazy;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Stores at start which policy is in force, because the access view lists its features. */
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
  private final Policy policy;
  private final TransactionOperations transaction;

  RegisterPolicy(JdbcClient jdbc, Policy policy, TransactionOperations transaction) {
    this.jdbc = jdbc;
    this.policy = policy;
    this.transaction = transaction;
  }

  @Override
  public void afterPropertiesSet() {
    transaction.executeWithoutResult(
        status -> {
          // nodes that start at once take turns
          jdbc.sql(LOCK).query().listOfRows();
          jdbc.sql(NO_LONGER_CURRENT).param("version", policy.version()).update();
          jdbc.sql(CURRENT)
              .param("version", policy.version())
              .param(
                  "features",
                  Stream.concat(policy.features().stream(), policy.dataAccess().stream())
                      .toArray(String[]::new))
              .update();
        });
  }
}
