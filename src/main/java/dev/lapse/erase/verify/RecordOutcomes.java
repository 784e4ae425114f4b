package dev.lapse.erase.verify;

import dev.lapse.account.Account;
import dev.lapse.account.Accounts;
import dev.lapse.account.AnnounceChanges;
import dev.lapse.account.DueAccount;
import dev.lapse.account.Outcome;
import dev.lapse.account.RunContext;
import dev.lapse.account.lifecycle.LapseHistory;
import dev.lapse.catalog.Catalog;
import dev.lapse.clock.Timestamps;
import dev.lapse.erase.outside.StoreProgress;
import dev.lapse.erase.store.KeptRows;
import dev.lapse.evidence.Evidence;
import dev.lapse.evidence.EvidenceKind;
import dev.lapse.evidence.EvidenceLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Records what became of the erasure of accounts: done, or failed, with the evidence. */
@Component
public class RecordOutcomes {
  private static final String ERASED =
      """
      update lapse.account
      set erased_at = :now, billing_removed_at = coalesce(billing_removed_at, :now), name = null, reason = null
      where id = any(:ids)
        and point_of_no_return_at is not null
        and erased_at is null
      """;

  /** Stored responses to commands contain the account and the reason of its lapse. */
  private static final String FORGET_ANSWERS =
      """
      delete from lapse.idempotency
      where account_id = any(:ids)
      """;

  private final JdbcClient jdbc;
  private final EvidenceLog evidence;
  private final Accounts accounts;
  private final RetentionRecorder kept;
  private final AnnounceChanges announce;
  private final LapseHistory history;
  private final RecordResidue residue;
  private final StoreProgress progress;
  private final Supplier<Catalog> catalog;

  RecordOutcomes(
      JdbcClient jdbc,
      EvidenceLog evidence,
      Accounts accounts,
      RetentionRecorder kept,
      AnnounceChanges announce,
      LapseHistory history,
      RecordResidue residue,
      StoreProgress progress,
      Supplier<Catalog> catalog) {
    this.catalog = catalog;
    this.residue = residue;
    this.progress = progress;
    this.jdbc = jdbc;
    this.evidence = evidence;
    this.accounts = accounts;
    this.kept = kept;
    this.announce = announce;
    this.history = history;
  }

  /**
   * Records accounts whose erasure failed before anything could be verified; to be committed
   * together with the outcomes in the plan. Other outcomes leave no evidence here.
   *
   * @param accounts at least those with an outcome
   */
  public void acted(
      RunContext runContext,
      Map<String, Outcome> outcomes,
      Collection<DueAccount> accounts,
      Instant now) {
    evidence.append(failures(runContext, outcomes, accounts, now));
  }

  /**
   * Records what a verification found; to be committed together with the outcomes in the plan.
   *
   * @param accounts at least those with an outcome
   */
  public void verified(
      RunContext runContext,
      VerificationResult result,
      Collection<DueAccount> accounts,
      Instant now) {
    List<String> ids =
        accounts.stream()
            .map(DueAccount::accountId)
            .filter(id -> result.outcomes().get(id) instanceof Outcome.Done)
            .toList();
    Map<String, Account> known = kept.keepsAnything() ? this.accounts.read(ids, now) : Map.of();
    List<DueAccount> erased = new ArrayList<>();
    List<Evidence> records = failures(runContext, result.outcomes(), accounts, now);
    for (DueAccount account : accounts) {
      String id = account.accountId();
      if (result.outcomes().get(id) instanceof Outcome.Done outcome) {
        erased.add(account);
        Map<String, Long> overall = result.overall().of(id);
        records.add(
            runContext.evidence(
                EvidenceKind.ERASURE_OUTCOME,
                now,
                id,
                account.lapseNumber(),
                rows(
                    recordKept(known.get(id), result.kept(), now),
                    overall.isEmpty() ? outcome.rowsBySet() : overall)));
      }
    }
    if (!ids.isEmpty()) {
      jdbc.sql(ERASED)
          .param("ids", ids.toArray(String[]::new))
          .param("now", Timestamps.parameter(now))
          .update();
      history.erased(ids, now);
      progress.close(ids);
      jdbc.sql(FORGET_ANSWERS).param("ids", ids.toArray(String[]::new)).update();
    }
    residue.found(result.residue(), accounts, now);
    residue.gone(ids);
    evidence.append(records);
    // after the update, which locks the accounts' rows
    announce.erased(runContext.job(), erased, now);
  }

  private List<Evidence> failures(
      RunContext runContext,
      Map<String, Outcome> outcomes,
      Collection<DueAccount> accounts,
      Instant now) {
    List<Evidence> records = new ArrayList<>();
    for (DueAccount account : accounts) {
      if (outcomes.get(account.accountId()) instanceof Outcome.Failed failed) {
        records.add(
            runContext.evidence(
                EvidenceKind.ERASURE_FAILED,
                now,
                account.accountId(),
                account.lapseNumber(),
                rows(Map.of("error", failed.error()), failed.rowsBySet())));
      }
    }
    return records;
  }

  /**
   * Writes down what is kept of an account and until when; returns what the evidence says of it.
   */
  private Map<String, ?> recordKept(@Nullable Account account, KeptRows rows, Instant now) {
    return account == null ? Map.of() : Map.of("kept", kept.record(account, rows, now));
  }

  /** The counts, and which of them come from a service. */
  private Map<String, ?> rows(Map<String, ?> more, Map<String, Long> rows) {
    Map<String, Object> detail = new HashMap<>(more);
    detail.put("rows", rows);
    List<String> asSaid = catalog.get().countedByService(rows.keySet());
    if (!asSaid.isEmpty()) {
      detail.put("countedByService", asSaid);
    }
    return detail;
  }
}
