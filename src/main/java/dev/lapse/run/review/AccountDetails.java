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
 * @param gone true if it is erased, verified, and a count just now found nothing but what the
 *     catalog keeps; false if its data is there; null if nobody knows, and the answer says why: an
 *     erasure is not finished, rows of an erased account were not counted, or no store has the
 *     account and Lapse did not erase it
 * @param holds in force
 * @param lastRun the last enforced run that had it in its plan
 * @param lastFailure the last failure, if its last outcome in some job is failed
 * @param rows that an erasure would take now; of an erased account those that came later; null if
 *     they were not counted
 * @param rowsBySet the same by {@code store.schema.table}
 * @param keptBySet rows that stay because the catalog keeps them, by set; 0 where it keeps a set of
 *     which the account has no rows; null if they were not counted, if no set is kept, and once an
 *     erasure has begun: their paths may be gone
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
    @Nullable Boolean gone,
    List<Holds.Placed> holds,
    @Nullable InRun lastRun,
    @Nullable InRun lastFailure,
    @Nullable Long rows,
    @Nullable Map<String, Long> rowsBySet,
    @Nullable Map<String, Long> keptBySet,
    @Nullable List<String> setsNotCounted,
    @Nullable String notCounted,
    @JsonIgnore boolean inNoStore) {
  /** What became of the account in a run. */
  @JsonInclude(Include.NON_NULL)
  public record InRun(long run, String job, Instant asOf, RunAccount account) {}
}
