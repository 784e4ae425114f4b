package dev.lapse.erase.store;

import org.jspecify.annotations.Nullable;

/**
 * Names the set on which an error occurred. It is attached to the error, which keeps its type,
 * because what follows depends on it.
 */
public final class FailedSet extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String set;

  private FailedSet(String set) {
    super("while erasing " + set, null, false, false);
    this.set = set;
  }

  /**
   * Attaches the set.
   *
   * @param set {@code store.schema.table}
   * @return the same error, to be thrown
   */
  public static <T extends RuntimeException> T attach(T error, String set) {
    error.addSuppressed(new FailedSet(set));
    return error;
  }

  static @Nullable String of(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      for (Throwable attached : cause.getSuppressed()) {
        if (attached instanceof FailedSet failed) {
          return failed.set;
        }
      }
    }
    return null;
  }
}
