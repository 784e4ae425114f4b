package dev.lapse.run.review;

import dev.lapse.run.record.Run;
import dev.lapse.sql.SqlState;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A failure in words, and what to do about it. */
record FailureAdvice(@Nullable String meaning, String whatToDo) {
  private static final String CHECK = "'lapse catalog check' names what is wrong; correct it";

  static FailureAdvice of(
      Run run, @Nullable String reason, @Nullable String blockedBy, @Nullable String sqlState) {
    String text = Objects.requireNonNullElse(reason, "");
    String first =
        blockedBy != null
            ? blocked(blockedBy)
            : sqlState != null ? ofState(sqlState) : ofReason(text);
    return new FailureAdvice(
        sqlState == null ? null : SqlState.meaning(sqlState),
        run.changesNothing()
            ? first
            : "%s, then '%s'".formatted(first, run.inShell("rerun", "--failed")));
  }

  private static String blocked(String blockedBy) {
    return switch (blockedBy) {
      case "unclassified" -> "say in catalog.yaml which account the rows of the table belong to";
      case "rights" -> "'lapse catalog check --grants' prints the missing rights; grant them";
      case "unreachable" -> "see that the store answers";
      case "refused" -> "read the reason: change the catalog, or let the store's owner decide";
      default -> CHECK;
    };
  }

  private static String ofState(String state) {
    if (SqlState.isRaised(state)) {
      return "ask the owner of the function that raised it; catalog.yaml can bypass a trigger by name";
    }
    if (SqlState.isMissingRight(state)) {
      return "'lapse catalog check --grants' prints the missing rights; grant them";
    }
    if (SqlState.isForeignKey(state)) {
      return "say in catalog.yaml who owns the rows that refer to it, or accept the foreign key";
    }
    if (state.startsWith("23")) {
      return "change the value in catalog.yaml that the constraint refuses, or accept another effect";
    }
    if (SqlState.isLocked(state)) {
      return "see which session of the product holds the lock (pg_stat_activity)";
    }
    if (SqlState.isTooLarge(state)) {
      return "raise statement_timeout or max_locks_per_transaction for the role";
    }
    return SqlState.isConnection(state) ? "see that the store answers" : CHECK;
  }

  private static String ofReason(String reason) {
    if (reason.startsWith("residue")) {
      return "find the worker of the product that still writes for the account";
    }
    return reason.contains("no store of the cell knows")
        ? "correct the cell or the id where the account was imported"
        : "read the reason and remove its cause";
  }
}
