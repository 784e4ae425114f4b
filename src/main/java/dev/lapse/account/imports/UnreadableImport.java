package dev.lapse.account.imports;

/** An import that cannot be read any further. Lines imported before stay imported. */
public final class UnreadableImport extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long line;

  UnreadableImport(long line, String reason) {
    super(reason);
    this.line = line;
  }

  /** The same error, with the number of accounts that were imported before it. */
  UnreadableImport after(long accounts) {
    return new UnreadableImport(
        line,
        accounts == 0
            ? getMessage() + "; nothing was imported"
            : "%s; %,d accounts before this line were imported, and importing them again is safe"
                .formatted(getMessage(), accounts));
  }

  /** The line, from 1. */
  public long line() {
    return line;
  }
}
