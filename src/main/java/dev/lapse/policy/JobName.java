package dev.lapse.policy;

import java.util.List;
import java.util.Optional;

/** The four jobs. Each carries out one action that the policy requires for a lapsed account. */
public enum JobName {
  /** Payment details are removed at the lapse. */
  REMOVE_BILLING_DETAILS,
  /** Access becomes billing-only at the end of the grace period. */
  CUT_OFF,
  /** Erasure of an account that did not choose retention. */
  PURGE,
  /** Erasure of retained data at the end of the retention period. */
  EXPIRE;

  /** The name in files, commands and metrics. */
  public String text() {
    return EnumNames.of(this);
  }

  public static Optional<JobName> of(String text) {
    return EnumNames.find(JobName.class, text);
  }

  public static List<String> texts() {
    return EnumNames.all(JobName.class);
  }

  /** True if the job erases whole accounts, so that each passes the point of no return. */
  public boolean erasesAccounts() {
    return this == PURGE || this == EXPIRE;
  }
}
