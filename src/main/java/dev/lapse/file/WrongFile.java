package dev.lapse.file;

/**
 * A file that a person edited cannot be used. The message says where, what, and what would be
 * right.
 */
public final class WrongFile extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public WrongFile(Position at, String reason) {
    super(at + ": " + reason);
  }

  public WrongFile(String file, String reason) {
    super(file + ": " + reason);
  }
}
