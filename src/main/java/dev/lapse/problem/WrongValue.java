package dev.lapse.problem;

/** An invalid value; the message begins with the name of its field. */
public final class WrongValue extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public WrongValue(String message) {
    super(message);
  }
}
