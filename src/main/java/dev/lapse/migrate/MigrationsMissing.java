package dev.lapse.migrate;

/**
 * A schema of Lapse does not have the version that this program needs, and its role may not migrate
 * it; the message says which role may.
 */
public final class MigrationsMissing extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MigrationsMissing(String reason) {
    super(reason);
  }
}
