package dev.lapse.erase.store;

import java.util.Map;

/** Some accounts cannot be erased in their current state. Nothing was changed. */
public final class RefusedAccounts extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Map<String, String> reasons;

  private final BlockReason why;

  /**
   * @param reasons by account
   */
  public RefusedAccounts(Map<String, String> reasons) {
    this(BlockReason.REFUSED, reasons);
  }

  /**
   * @param why for the metrics
   * @param reasons by account
   */
  public RefusedAccounts(BlockReason why, Map<String, String> reasons) {
    super(reasons.values().stream().distinct().sorted().findFirst().orElse("refused"));
    this.reasons = Map.copyOf(reasons);
    this.why = why;
  }

  /** For the metrics. */
  public BlockReason why() {
    return why;
  }

  /** By account. */
  public Map<String, String> reasons() {
    return reasons;
  }
}
