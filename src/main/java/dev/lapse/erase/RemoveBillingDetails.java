package dev.lapse.erase;

import dev.lapse.account.Account;
import dev.lapse.account.Accounts;
import dev.lapse.account.DueAccount;
import dev.lapse.account.Outcome;
import dev.lapse.account.Timestamps;
import dev.lapse.evidence.Evidence;
import dev.lapse.evidence.EvidenceKind;
import dev.lapse.evidence.EvidenceLog;
import dev.lapse.policy.Decision;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Removes payment details at the lapse. The lock of the account's row is held around the deletion
 * in the stores and around the count of what is left: a card that is entered at a reactivation
 * cannot be the one that goes (contract, policy fact 3).
 */
@Component
public class RemoveBillingDetails {
  private static final String REMOVED =
      """
      update lapse.account
      set billing_removed_at = :now
      where id = any(:ids)
      """;

  private final JdbcClient jdbc;
  private final Accounts accounts;
  private final ClaimErasure claim;
  private final EvidenceLog evidence;
  private final TransactionOperations transaction;
  private final InstantSource clock;

  RemoveBillingDetails(
      JdbcClient jdbc,
      Accounts accounts,
      ClaimErasure claim,
      EvidenceLog evidence,
      TransactionOperations transaction,
      InstantSource clock) {
    this.jdbc = jdbc;
    this.accounts = accounts;
    this.claim = claim;
    this.evidence = evidence;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * Removes the payment details of a batch. Where that fails, halves, until the account that fails
   * is alone.
   *
   * @param record writes the outcomes; called within the transaction that holds the locks
   */
  public Map<String, Outcome> remove(
      Assignment assignment,
      PreparedStores stores,
      List<DueAccount> due,
      Consumer<Map<String, Outcome>> record) {
    String blocked = stores.blocked();
    if (blocked != null) {
      return failed(assignment, due, blocked, record);
    }
    try {
      return Objects.requireNonNull(
          transaction.execute(
              status -> {
                Map<String, Outcome> outcomes = underLock(assignment, stores, due, clock.instant());
                record.accept(outcomes);
                return outcomes;
              }));
    } catch (RuntimeException failed) {
      if (due.size() == 1 || DescribeError.isConnection(failed)) {
        return failed(assignment, due, DescribeError.of(failed), record);
      }
      Map<String, Outcome> outcomes = new HashMap<>();
      outcomes.putAll(remove(assignment, stores, due.subList(0, due.size() / 2), record));
      outcomes.putAll(remove(assignment, stores, due.subList(due.size() / 2, due.size()), record));
      return outcomes;
    }
  }

  private Map<String, Outcome> underLock(
      Assignment assignment, PreparedStores stores, List<DueAccount> due, Instant now) {
    List<String> ids = due.stream().map(DueAccount::accountId).toList();
    Map<String, Account> locked = accounts.lock(ids, now);
    Map<String, Outcome> outcomes =
        new HashMap<>(RecognizeAccounts.unrecognized(stores.stores(), ids));
    List<String> open = new ArrayList<>();
    for (DueAccount account : due) {
      Decision decision =
          ClaimErasure.decide(
              assignment.job(), account, locked.get(account.accountId()), assignment.asOf(), now);
      if (decision instanceof Decision.Keep keep) {
        outcomes.put(account.accountId(), new Outcome.Skipped(keep.reason()));
      } else if (decision instanceof Decision.Hold hold) {
        outcomes.put(account.accountId(), new Outcome.Skipped(hold.reason()));
      } else if (!outcomes.containsKey(account.accountId())) {
        open.add(account.accountId());
      }
    }
    outcomes.putAll(erase(assignment, stores, open));
    record(assignment, outcomes, locked, now);
    return outcomes;
  }

  private static Map<String, Outcome> erase(
      Assignment assignment, PreparedStores stores, List<String> ids) {
    Map<String, Map<String, Long>> rows = new HashMap<>();
    Map<String, Outcome> outcomes = new HashMap<>();
    for (StoreErasure store : stores.stores()) {
      store.erase(
          assignment.token(),
          ids,
          () -> Set.copyOf(ids),
          new TransactionSize(assignment.chunkMillis()));
      store.settle();
      RowsErased.add(rows, store.progress(assignment.token(), ids));
      store
          .count(ids)
          .forEach((id, left) -> outcomes.put(id, new Outcome.Failed("residue: " + left)));
    }
    ids.forEach(id -> outcomes.putIfAbsent(id, new Outcome.Done(rows.getOrDefault(id, Map.of()))));
    return outcomes;
  }

  private void record(
      Assignment assignment,
      Map<String, Outcome> outcomes,
      Map<String, Account> locked,
      Instant now) {
    List<Evidence> records = new ArrayList<>();
    List<String> removed = new ArrayList<>();
    outcomes.forEach(
        (id, outcome) -> {
          if (outcome instanceof Outcome.Done done) {
            removed.add(id);
            records.add(
                new Evidence(
                    EvidenceKind.BILLING_REMOVED,
                    now,
                    id,
                    Objects.requireNonNull(locked.get(id)).lapseNumber(),
                    assignment.run(),
                    assignment.actor(),
                    Map.of("rows", done.rowsBySet())));
          }
        });
    jdbc.sql(REMOVED)
        .param("ids", removed.toArray(String[]::new))
        .param("now", Timestamps.parameter(now))
        .update();
    evidence.append(records);
  }

  private Map<String, Outcome> failed(
      Assignment assignment,
      List<DueAccount> due,
      String error,
      Consumer<Map<String, Outcome>> record) {
    Map<String, Outcome> outcomes = new HashMap<>(claim.preview(assignment, due, clock.instant()));
    due.forEach(account -> outcomes.putIfAbsent(account.accountId(), new Outcome.Failed(error)));
    record.accept(outcomes);
    return outcomes;
  }
}
