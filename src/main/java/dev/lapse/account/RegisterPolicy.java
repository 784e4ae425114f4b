package dev.lapse.account;

import dev.lapse.policy.Policy;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Lazy;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Stores which policy is in force, because the access view lists its features: that of the server
 * or run that was started last. A command that starts neither may have other files, so it stores
 * its policy only as one that deadlines are computed with, unless none is in force yet.
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
  private static final String STORE =
      """
      insert into lapse.policy (version, features, is_current)
      values (:version, :features, not exists (select from lapse.policy where is_current))
      on conflict (version) do update
      set features = excluded.features, is_current = policy.is_current or excluded.is_current
      where policy.is_current <> (policy.is_current or excluded.is_current)
        or policy.features <> excluded.features
      """;
  private static final String LOCK =
      "select pg_advisory_xact_lock(hashtextextended('lapse:policy', 0))";

  private final JdbcClient jdbc;
  private final Supplier<Policy> policy;
  private final TransactionOperations transaction;
  private final boolean serves;

  RegisterPolicy(
      JdbcClient jdbc,
      Supplier<Policy> policy,
      TransactionOperations transaction,
      @Value("${lapse.serve:false}") boolean serves) {
    this.jdbc = jdbc;
    this.policy = policy;
    this.transaction = transaction;
    this.serves = serves;
  }

  @Override
  public void afterPropertiesSet() {
    store(policy.get(), serves);
  }

  /** Stores that this policy is in force. */
  public void register(Policy next) {
    store(next, true);
  }

  private void store(Policy next, boolean inForce) {
    transaction.executeWithoutResult(
        status -> {
          // nodes that start at once take turns
          jdbc.sql(LOCK).query().listOfRows();
          if (inForce) {
            jdbc.sql(NO_LONGER_CURRENT).param("version", next.version()).update();
          }
          jdbc.sql(STORE)
              .param("version", next.version())
              .param(
                  "features",
                  Stream.concat(next.features().stream(), next.dataAccess().stream())
                      .toArray(String[]::new))
              .update();
        });
  }
}
