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
 * @param since start of this access
 * @param until its end, if nothing else happens: the cut-off, then the earliest erasure; null if
 *     there is none
 */
record Access(
    String access,
    String data,
    Map<String, Boolean> features,
    @Nullable Instant since,
    @Nullable Instant until) {

  /** True if the account may use the whole product. */
  @JsonIgnore
  boolean isFull() {
    return access.equals("full");
  }
}
