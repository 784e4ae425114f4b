package dev.lapse.account;

import org.jspecify.annotations.Nullable;

/**
 * Where the store refused; each part is null if the store does not say.
 *
 * @param set {@code store.schema.table}
 * @param sqlState PostgreSQL's code of the error
 */
public record FailureCause(
    @Nullable String set, @Nullable String constraint, @Nullable String sqlState) {
  public static final FailureCause UNKNOWN = new FailureCause(null, null, null);
}
