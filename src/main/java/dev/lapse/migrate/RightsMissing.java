package dev.lapse.migrate;

/** A role lacks a right that it needs even to read a schema of Lapse; the message says which. */
public final class RightsMissing extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RightsMissing(String reason, Throwable cause) {
    super(reason, cause);
  }
}
