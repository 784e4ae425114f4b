package dev.lapse.policy;

/** What kind of customer an account is. */
public enum AccountKind {
  DIRECT,
  TRIAL,
  /** Sold by a provider; only the provider may close it. */
  RESOLD;

  /** The name in files, tables and responses. */
  public String text() {
    return EnumNames.of(this);
  }
}
