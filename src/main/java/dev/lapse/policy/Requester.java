package dev.lapse.policy;

/** The role of a requester for an account. */
public enum Requester {
  PRIMARY_ADMINISTRATOR,
  /** The reseller of the account. */
  PROVIDER,
  OTHER;

  /** The name in commands. */
  public String text() {
    return EnumNames.of(this);
  }

  /** Who pauses, closes and reactivates accounts of this kind (docs/policy-facts.md, fact 1). */
  public static Requester entitled(AccountKind kind) {
    return switch (kind) {
      case DIRECT, TRIAL -> PRIMARY_ADMINISTRATOR;
      case RESOLD -> PROVIDER;
    };
  }
}
