package dev.lapse.cutoff;

import dev.lapse.account.Account;
import dev.lapse.account.Accounts;
import dev.lapse.account.AnnounceChanges;
import dev.lapse.account.DueAccount;
import dev.lapse.account.Outcome;
import dev.lapse.account.Timestamps;
import dev.lapse.evidence.Evidence;
import dev.lapse.evidence.EvidenceKind;
import dev.lapse.evidence.EvidenceLog;
import dev.lapse.policy.Decision;
import dev.lapse.policy.JobName;
import dev.lapse.policy.Rules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Makes a cut-off durable and records it. The access view says the same from the second at which it
 * is due.
 */
@Component
public class CutOffAccess {
  private static final String CUT_OFF =
      """
      update lapse.account
      set cut_off_at = :now
      where id = any(:ids)
      """;

  private final JdbcClient jdbc;
  private final Accounts accounts;
  private final EvidenceLog evidence;
  private final AnnounceChanges announce;

  CutOffAccess(
      JdbcClient jdbc, Accounts accounts, EvidenceLog evidence, AnnounceChanges announce) {
    this.jdbc = jdbc;
    this.accounts = accounts;
    this.evidence = evidence;
    this.announce = announce;
  }

  /**
   * Cuts off what is due, within the caller's transaction. Every condition is read again under the
   * lock that a reactivation takes.
   *
   * @param asOf what is due at this instant or before is cut off, but nothing that is due later
   *     than {@code now}
   */
  public Map<String, Outcome> cutOff(
      long run, String actor, List<DueAccount> due, Instant asOf, Instant now) {
    Map<String, Account> locked =
        accounts.lock(due.stream().map(DueAccount::accountId).toList(), now);
    Map<String, Outcome> outcomes = new HashMap<>();
    List<Evidence> records = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    for (DueAccount planned : due) {
      Account account = locked.get(planned.accountId());
      Decision decision =
          account == null
              ? new Decision.Keep("not known any more")
              : Rules.decide(
                  JobName.CUT_OFF,
                  account.standing(),
                  planned.lapseNumber(),
                  asOf.isBefore(now) ? asOf : now);
      if (decision instanceof Decision.Keep keep) {
        outcomes.put(planned.accountId(), new Outcome.Skipped(keep.reason()));
      } else {
        ids.add(planned.accountId());
        outcomes.put(planned.accountId(), new Outcome.Done(Map.of()));
        records.add(
            new Evidence(
                EvidenceKind.CUT_OFF,
                now,
                planned.accountId(),
                planned.lapseNumber(),
                run,
                actor,
                Map.of("due", planned.dueAt().toString())));
      }
    }
    jdbc.sql(CUT_OFF)
        .param("ids", ids.toArray(String[]::new))
        .param("now", Timestamps.parameter(now))
        .update();
    evidence.append(records);
    announce.cutOff(ids.stream().map(id -> Objects.requireNonNull(locked.get(id))).toList(), now);
    return outcomes;
  }
}
