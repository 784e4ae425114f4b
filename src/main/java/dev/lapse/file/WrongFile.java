package dev.lapse.file;

/**
 * A file that users edit is invalid. The message says where, what is wrong and how to correct it.
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
