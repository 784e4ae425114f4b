package dev.lapse.account;

/** Lapse has never heard of the account. */
public final class UnknownAccount extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnknownAccount(String id) {
    super("account '" + id + "' is not known; import it first (lapse import FILE)");
  }
}
