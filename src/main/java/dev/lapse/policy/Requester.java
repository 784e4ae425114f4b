package dev.lapse.policy;

/** Who asks for a change of an account, as seen from the account. */
public enum Requester {
  PRIMARY_ADMINISTRATOR,
  /** Who sold the account. */
  PROVIDER,
  OTHER;

  /** The name in commands. */
  public String text() {
    return Words.of(this);
  }

  /** Who pauses, closes and reactivates accounts of this kind (docs/policy-facts.md, fact 1). */
  public static Requester entitled(AccountKind kind) {
    return switch (kind) {
      case DIRECT, TRIAL -> PRIMARY_ADMINISTRATOR;
      case RESOLD -> PROVIDER;
    };
  }
}
