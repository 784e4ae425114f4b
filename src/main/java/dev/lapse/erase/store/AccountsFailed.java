package dev.lapse.erase.store;

import java.util.Map;

/** Some accounts were not, or not completely, erased; the others of the batch may be. */
public final class AccountsFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Map<String, String> reasons;

  /**
   * @param reasons by account; without personal data
   */
  public AccountsFailed(Map<String, String> reasons) {
    super(reasons.values().stream().distinct().sorted().findFirst().orElse("failed"));
    this.reasons = Map.copyOf(reasons);
  }

  /** By account. */
  public Map<String, String> reasons() {
    return reasons;
  }
}
