package dev.lapse.run.review;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.lapse.account.lifecycle.Holds;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How things stand with an account.
 *
 * @param access {@code full} or {@code billing-only}
 * @param data {@code available}, {@code retained}, {@code being-erased} or {@code erased}
 * @param answer whether its data is gone, and what happens next, in a sentence
 * @param holds in force
 * @param lastRun the last enforced run that had it in its plan
 * @param lastFailure the last failure, if its last outcome in some job is failed
 * @param rows that an erasure would take now; of an erased account those that came later; null if
 *     they were not counted
 * @param rowsBySet the same by {@code store.schema.table}
 * @param setsNotCounted sets with rows that only a run or a dry run counts; null if there are none,
 *     if the account is active, and if it is erased: what is there cannot be attributed to it any
 *     more
 * @param notCounted why rows were not counted
 * @param inNoStore true if rows were counted, there are none, and no store lists the account, of
 *     which no erasure began; the answer says it
 */
@JsonInclude(Include.NON_NULL)
public record AccountDetails(
    String id,
    @Nullable String name,
    String state,
    String access,
    String data,
    String answer,
    List<Holds.Placed> holds,
    @Nullable InRun lastRun,
    @Nullable InRun lastFailure,
    @Nullable Long rows,
    @Nullable Map<String, Long> rowsBySet,
    @Nullable List<String> setsNotCounted,
    @Nullable String notCounted,
    @JsonIgnore boolean inNoStore) {
  /** What became of the account in a run. */
  @JsonInclude(Include.NON_NULL)
  public record InRun(long run, String job, Instant asOf, RunAccount account) {}
}
