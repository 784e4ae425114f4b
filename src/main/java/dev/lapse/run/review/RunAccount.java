package dev.lapse.run.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.lapse.file.NearestName;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What became of one account in a run, or what an approval would do.
 *
 * @param outcome {@code planned}, {@code acted} (not yet verified), {@code done}, {@code skipped}
 *     or {@code failed}
 * @param dueAt null for an account that could not be read from its store
 * @param rows erased in this run; of a planned account, counted when the plan was frozen
 * @param holds in force now
 * @param leftOut why an approval would leave the account out
 * @param reason why it was skipped or failed
 * @param set {@code store.schema.table} on which it failed
 * @param constraint that the store named
 * @param sqlState of the store's error
 * @param meaning the failure in words
 * @param whatToDo about the failure
 */
@JsonInclude(Include.NON_NULL)
public record RunAccount(
    String id,
    @Nullable String name,
    String outcome,
    @Nullable Instant dueAt,
    long rows,
    List<String> holds,
    @Nullable String leftOut,
    @Nullable String reason,
    @Nullable String set,
    @Nullable String constraint,
    @Nullable String sqlState,
    @Nullable String meaning,
    @Nullable String whatToDo) {
  private static final List<String> OUTCOMES =
      List.of("planned", "acted", "done", "skipped", "failed");

  boolean isPlanned() {
    return outcome.equals("planned");
  }

  RunAccount leftOut(@Nullable String why) {
    return new RunAccount(
        id,
        name,
        outcome,
        dueAt,
        rows,
        holds,
        why,
        reason,
        set,
        constraint,
        sqlState,
        meaning,
        whatToDo);
  }

  /** Checks an outcome that a caller filters by, and returns it. */
  public static String checkOutcome(String outcome, Function<String, RuntimeException> wrong) {
    if (!OUTCOMES.contains(outcome)) {
      throw wrong.apply("is '%s'%s".formatted(outcome, NearestName.hint(outcome, OUTCOMES)));
    }
    return outcome;
  }
}
