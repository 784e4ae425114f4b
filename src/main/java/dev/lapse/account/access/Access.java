package dev.lapse.account.access;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an account may do at an instant, exact to the microsecond whether or not a job has run.
 *
 * @param access {@code full} or {@code billing-only}
 * @param data {@code available}, {@code retained}, {@code being-erased} or {@code erased}
 * @param features each feature and data access of the policy: true if it is on
 * @param since since when this access holds
 * @param until until when, if nothing else happens: the cut-off, then the earliest erasure; null if
 *     open
 */
record Access(
    String access,
    String data,
    Map<String, Boolean> features,
    @Nullable Instant since,
    @Nullable Instant until) {

  /** True if the whole product is open to it. */
  @JsonIgnore
  boolean isFull() {
    return access.equals("full");
  }
}
