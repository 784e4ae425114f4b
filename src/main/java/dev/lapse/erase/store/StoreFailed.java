package dev.lapse.erase.store;

import org.jspecify.annotations.Nullable;

/** A request to a store that is not a database failed. The message contains no personal data. */
public final class StoreFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean wholeStore;

  /**
   * @param wholeStore true if it would fail for every account, so that smaller batches would not
   *     help
   */
  public StoreFailed(String reason, boolean wholeStore, @Nullable Throwable cause) {
    super(reason, cause);
    this.wholeStore = wholeStore;
  }

  public boolean isWholeStore() {
    return wholeStore;
  }
}
