package dev.lapse.run.review;

import dev.lapse.account.Account;
import dev.lapse.account.Accounts;
import dev.lapse.policy.AccountState;
import dev.lapse.policy.Deadlines;
import dev.lapse.policy.JobName;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Says why accounts that a run was asked for are not in its plan. */
@Component
public class WhyNotDue {
  static final String ROWS_THAT_CAME_LATER = "docs/first-night.md#rows-that-came-after-an-erasure";
  private static final String IN_PLAN =
      """
      select account_id
      from lapse.plan_item
      where run_id = any(:runs)
      union
      select account_id
      from lapse.not_taken
      where run_id = any(:runs)
      """;

  private final JdbcClient jdbc;
  private final Accounts accounts;
  private final InstantSource clock;

  WhyNotDue(JdbcClient jdbc, Accounts accounts, InstantSource clock) {
    this.jdbc = jdbc;
    this.accounts = accounts;
    this.clock = clock;
  }

  /**
   * One sentence for each account that none of the runs planned.
   *
   * @param runs of one job and business date, one for each cell
   */
  public List<String> sentences(
      JobName job, List<Long> runs, List<String> cells, List<String> requested, Instant asOf) {
    Set<String> planned =
        jdbc.sql(IN_PLAN).param("runs", runs.toArray(Long[]::new)).query(String.class).set();
    List<String> others = requested.stream().filter(id -> !planned.contains(id)).toList();
    Map<String, Account> known = accounts.read(others, clock.instant());
    List<String> sentences = new ArrayList<>();
    for (String id : others) {
      Account account = known.get(id);
      String why =
          account == null
              ? "Lapse does not know it"
              : cells.contains(account.cell())
                  ? of(job, account, asOf)
                  : "it is in cell " + account.cell();
      sentences.add("account %s is not due: %s".formatted(id, why));
    }
    return sentences;
  }

  private static String of(JobName job, Account account, Instant asOf) {
    Deadlines deadlines = account.deadlines();
    if (account.state() == AccountState.ACTIVE || deadlines == null) {
      return "it is active";
    }
    if (account.erasedAt() != null && job.erasesAccounts()) {
      return "it was erased at %s; 'lapse account show %s' counts what is there now, and rows that came later are erased as %s says"
          .formatted(account.erasedAt(), account.id(), ROWS_THAT_CAME_LATER);
    }
    return switch (job) {
      case REMOVE_BILLING_DETAILS ->
          done("its payment details were removed", account.billingRemovedAt())
              .orElse("nothing of it is to be removed at " + asOf);
      case CUT_OFF ->
          done("it was cut off", account.cutOffAt())
              .orElse("its cut-off is due from %s on".formatted(deadlines.cutOff()));
      case PURGE -> erasure("purge", deadlines.purge(), "expire", deadlines.expiry());
      case EXPIRE -> erasure("expire", deadlines.expiry(), "purge", deadlines.purge());
    };
  }

  private static Optional<String> done(String what, @Nullable Instant at) {
    return Optional.ofNullable(at).map(when -> what + " at " + when);
  }

  private static String erasure(
      String job, @Nullable Instant due, String otherJob, @Nullable Instant otherwise) {
    if (due != null) {
      return "job %s takes it from %s on".formatted(job, due);
    }
    return otherwise == null
        ? "the policy erases nothing for this lapse"
        : "job %s takes it, from %s on".formatted(otherJob, otherwise);
  }
}
