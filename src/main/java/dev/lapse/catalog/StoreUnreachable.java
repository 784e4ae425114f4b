package dev.lapse.catalog;

/** A store did not answer. */
public final class StoreUnreachable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message a sentence that names the store
   */
  public StoreUnreachable(String message, Throwable cause) {
    super(message, cause);
  }

  public StoreUnreachable(String store, String cell, Throwable cause) {
    super(
        "store '%s' (cell %s) cannot be reached: %s".formatted(store, cell, cause.getMessage()),
        cause);
  }
}
