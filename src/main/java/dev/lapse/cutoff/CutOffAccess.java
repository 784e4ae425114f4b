package dev.lapse.cutoff;

import dev.lapse.account.Account;
import dev.lapse.account.Accounts;
import dev.lapse.account.AnnounceChanges;
import dev.lapse.account.DueAccount;
import dev.lapse.account.Outcome;
import dev.lapse.account.Timestamps;
import dev.lapse.catalog.Occasion;
import dev.lapse.evidence.Evidence;
import dev.lapse.evidence.EvidenceKind;
import dev.lapse.evidence.EvidenceLog;
import dev.lapse.policy.Decision;
import dev.lapse.policy.JobName;
import dev.lapse.policy.Rules;
import dev.lapse.source.AskStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Makes a cut-off durable and records it, and tells the stores that want to know. The access view
 * says the same from the second at which it is due.
 */
@Component
public class CutOffAccess {
  private static final String CUT_OFF =
      """
      update lapse.account
      set cut_off_at = :now
      where id = any(:ids)
      """;
  private static final Logger log = LoggerFactory.getLogger(CutOffAccess.class);
  private static final int TRIES = 3;

  private final JdbcClient jdbc;
  private final Accounts accounts;
  private final EvidenceLog evidence;
  private final AnnounceChanges announce;
  private final AskStore source;
  private final TellStores stores;
  private final TransactionOperations transaction;
  private final InstantSource clock;

  CutOffAccess(
      JdbcClient jdbc,
      Accounts accounts,
      EvidenceLog evidence,
      AnnounceChanges announce,
      AskStore source,
      TellStores stores,
      TransactionOperations transaction,
      InstantSource clock) {
    this.jdbc = jdbc;
    this.accounts = accounts;
    this.evidence = evidence;
    this.announce = announce;
    this.source = source;
    this.stores = stores;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * In whose name accounts are cut off.
   *
   * @param run number of the run
   * @param job the cut-off, or the job that carries out what is overdue
   * @param asOf what is due at this instant or before is cut off, but nothing that is due later
   *     than now
   */
  public record Order(long run, String actor, JobName job, String cell, Instant asOf) {}

  /**
   * Cuts off what is due of a batch. Every condition is read again under the lock that a
   * reactivation takes; the stores commit first, so that what a crash leaves is told once more.
   * Where a store fails, halves, until the account that fails is alone.
   *
   * @param record writes the outcomes; called within the transaction that holds the locks
   */
  public Map<String, Outcome> cutOff(
      Order order, List<DueAccount> due, Consumer<Map<String, Outcome>> record) {
    return cutOff(order, due, 1, record);
  }

  /**
   * Before an erasure: the stores are told of a cut-off that no job has carried out. It never
   * delays the erasure: where it fails it is logged, and the claim makes the cut-off durable.
   */
  public void carryOutOverdue(Order order, List<DueAccount> due) {
    Instant now = clock.instant();
    Map<String, Account> known = known(due, now);
    List<DueAccount> overdue =
        due.stream()
            .filter(
                account -> {
                  Account current = known.get(account.accountId());
                  return current != null && current.cutOffAt() == null;
                })
            .toList();
    if (overdue.isEmpty()) {
      return;
    }
    cutOff(order, overdue, outcomes -> {})
        .forEach(
            (id, outcome) -> {
              if (outcome instanceof Outcome.Failed failed) {
                log.warn(
                    "account {}: the {} goes on without its cut-off: {}",
                    id,
                    order.job().text(),
                    failed.error());
              }
            });
  }

  private Map<String, Outcome> cutOff(
      Order order, List<DueAccount> due, int attempt, Consumer<Map<String, Outcome>> record) {
    try {
      return Objects.requireNonNull(
          transaction.execute(
              status -> {
                Map<String, Outcome> outcomes = underLock(order, due, clock.instant());
                record.accept(outcomes);
                return outcomes;
              }));
    } catch (StatementFailed failed) {
      if (failed.isTransient() && attempt < TRIES) {
        return cutOff(order, due, attempt + 1, record);
      }
      if (due.size() == 1 || failed.isConnection()) {
        return failed(order, due, String.valueOf(failed.getMessage()), record);
      }
      Map<String, Outcome> outcomes = new HashMap<>();
      outcomes.putAll(cutOff(order, due.subList(0, due.size() / 2), 1, record));
      outcomes.putAll(cutOff(order, due.subList(due.size() / 2, due.size()), 1, record));
      return outcomes;
    }
  }

  private Map<String, Outcome> underLock(Order order, List<DueAccount> due, Instant now) {
    List<String> all = due.stream().map(DueAccount::accountId).toList();
    Map<String, Account> known = accounts.lock(all, now);
    AskStore.Answer answer = source.before(known.values(), now);
    Map<String, Account> locked = answer.asked() ? accounts.lock(all, now) : known;
    Map<String, Outcome> outcomes = new HashMap<>();
    answer.refused().forEach((id, reason) -> outcomes.put(id, new Outcome.Failed(reason)));
    skipped(order, due, locked, now).forEach(outcomes::putIfAbsent);
    List<String> ids = new ArrayList<>();
    List<Evidence> records = new ArrayList<>();
    for (DueAccount planned : due) {
      String id = planned.accountId();
      if (!outcomes.containsKey(id)) {
        ids.add(id);
        outcomes.put(id, new Outcome.Done(Map.of()));
        records.add(record(order, Objects.requireNonNull(locked.get(id)), now));
      }
    }
    stores.tell(Occasion.CUT_OFF, order.cell(), ids, now, () -> {});
    jdbc.sql(CUT_OFF)
        .param("ids", ids.toArray(String[]::new))
        .param("now", Timestamps.parameter(now))
        .update();
    evidence.append(records);
    announce.cutOff(ids.stream().map(id -> Objects.requireNonNull(locked.get(id))).toList(), now);
    return outcomes;
  }

  private static Evidence record(Order order, Account account, Instant now) {
    String due = Objects.requireNonNull(account.deadlines()).cutOff().toString();
    return new Evidence(
        EvidenceKind.CUT_OFF,
        now,
        account.id(),
        account.lapseNumber(),
        order.run(),
        order.actor(),
        order.job() == JobName.CUT_OFF
            ? Map.of("due", due)
            : Map.of("due", due, "by", order.job().text()));
  }

  private static Map<String, Outcome> skipped(
      Order order, List<DueAccount> due, Map<String, Account> known, Instant now) {
    Map<String, Outcome> skipped = new HashMap<>();
    for (DueAccount planned : due) {
      Decision decision = decide(order, planned, known.get(planned.accountId()), now);
      if (decision instanceof Decision.Keep keep) {
        skipped.put(planned.accountId(), new Outcome.Skipped(keep.reason()));
      }
    }
    return skipped;
  }

  private static Decision decide(
      Order order, DueAccount planned, @Nullable Account current, Instant now) {
    return current == null
        ? new Decision.Keep("not known any more")
        : Rules.decide(
            JobName.CUT_OFF,
            current.standing(),
            planned.lapseNumber(),
            order.asOf().isBefore(now) ? order.asOf() : now);
  }

  /** Failed, but for those of which nothing is due any more. */
  private Map<String, Outcome> failed(
      Order order, List<DueAccount> due, String error, Consumer<Map<String, Outcome>> record) {
    Instant now = clock.instant();
    Map<String, Outcome> outcomes = skipped(order, due, known(due, now), now);
    due.forEach(account -> outcomes.putIfAbsent(account.accountId(), new Outcome.Failed(error)));
    record.accept(outcomes);
    return outcomes;
  }

  private Map<String, Account> known(List<DueAccount> due, Instant now) {
    return accounts.read(due.stream().map(DueAccount::accountId).toList(), now).stream()
        .collect(Collectors.toMap(Account::id, account -> account));
  }
}
