package dev.lapse.policy;

/** What kind of customer an account is. */
public enum AccountKind {
  DIRECT,
  TRIAL,
  /** Sold by a provider, who alone may close it. */
  RESOLD;

  /** The name in files, tables and answers. */
  public String text() {
    return Words.of(this);
  }
}
