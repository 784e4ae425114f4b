package dev.lapse.migrate;

/**
 * A schema of Lapse is not as this program needs it, and its role may not change that; the message
 * says who may.
 */
public final class MigrationsMissing extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MigrationsMissing(String reason) {
    super(reason);
  }
}
