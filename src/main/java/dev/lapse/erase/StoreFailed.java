package dev.lapse.erase;

import org.jspecify.annotations.Nullable;

/** A store that is no database did not do what it was asked. Its words are fit for every report. */
public final class StoreFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean wholeStore;

  /**
   * @param wholeStore true if it would fail for every account alike, so that smaller batches would
   *     not help
   */
  public StoreFailed(String reason, boolean wholeStore, @Nullable Throwable cause) {
    super(reason, cause);
    this.wholeStore = wholeStore;
  }

  public boolean isWholeStore() {
    return wholeStore;
  }
}
