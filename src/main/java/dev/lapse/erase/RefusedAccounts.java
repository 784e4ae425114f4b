package dev.lapse.erase;

import java.util.Map;

/** Some accounts cannot be erased as they are. Nothing was changed. */
public final class RefusedAccounts extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Map<String, String> reasons;

  /**
   * @param reasons by account
   */
  public RefusedAccounts(Map<String, String> reasons) {
    super(reasons.values().stream().distinct().sorted().findFirst().orElse("refused"));
    this.reasons = Map.copyOf(reasons);
  }

  /** By account. */
  public Map<String, String> reasons() {
    return reasons;
  }
}
