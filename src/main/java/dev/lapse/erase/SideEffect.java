package dev.lapse.erase;

/** Erasing a set would touch rows that should live. Nothing was erased of it. */
final class SideEffect extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SideEffect(String reason) {
    super(reason);
  }
}
