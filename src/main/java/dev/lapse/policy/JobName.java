package dev.lapse.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The four jobs. Each carries out one action that the policy requires for a lapsed account. */
public enum JobName {
  /** Payment details are removed at the lapse. */
  REMOVE_BILLING_DETAILS("remove-billing-details"),
  /** Access becomes billing-only at the end of the grace period. */
  CUT_OFF("cut-off"),
  /** Erasure of an account that did not choose retention. */
  PURGE("purge"),
  /** Erasure of retained data at the end of the retention period. */
  EXPIRE("expire");

  private final String text;

  JobName(String text) {
    this.text = text;
  }

  /** The name in files, commands and metrics. */
  public String text() {
    return text;
  }

  public static Optional<JobName> of(String text) {
    return Arrays.stream(values()).filter(job -> job.text.equals(text)).findFirst();
  }

  public static List<String> texts() {
    return Arrays.stream(values()).map(JobName::text).toList();
  }

  /** True if the job erases whole accounts, so that each passes the point of no return. */
  public boolean erasesAccounts() {
    return this == PURGE || this == EXPIRE;
  }
}
