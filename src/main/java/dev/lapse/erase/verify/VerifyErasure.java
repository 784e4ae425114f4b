package dev.lapse.erase.verify;

import dev.lapse.account.RowCounts;
import dev.lapse.account.Account;
import dev.lapse.account.Accounts;
import dev.lapse.account.AnnounceChanges;
import dev.lapse.account.Outcome;
import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.live.RetryInHalves;
import dev.lapse.clock.Timestamps;
import dev.lapse.erase.outside.StoreProgress;
import dev.lapse.erase.store.DescribeStoreError;
import dev.lapse.erase.store.PreparedStores;
import dev.lapse.account.RunContext;
import dev.lapse.erase.store.RunLockLost;
import dev.lapse.erase.store.StoreErasure;
import dev.lapse.evidence.Evidence;
import dev.lapse.evidence.EvidenceKind;
import dev.lapse.evidence.EvidenceLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Counts what is left of erased accounts, and records the results. Anything left is a failure. */
@Component
public class VerifyErasure {
  private static final String ERASED =
      """
      update lapse.account
      set erased_at = :now, billing_removed_at = coalesce(billing_removed_at, :now), name = null, reason = null
      where id = any(:ids)
        and point_of_no_return_at is not null
        and erased_at is null
      """;

  /** The condition that another run has verified them since; they may have come back after that. */
  private static final String DECIDED =
      """
      select e.id
      from unnest(:ids, :lapses) e (id, lapse_number)
      where not exists (
        select
        from lapse.account a
        where a.id = e.id
          and a.lapse_number = e.lapse_number
          and a.point_of_no_return_at is not null
          and a.erased_at is null
      )
      """;

  /** Stored responses to commands contain the account and the reason of its lapse. */
  private static final String FORGET_ANSWERS =
      """
      delete from lapse.idempotency
      where account_id = any(:ids)
      """;

  private static final String ERASING =
      """
      select a.id, r.token
      from lapse.account a
      join lapse.plan_item i on i.account_id = a.id and i.lapse_number = a.lapse_number
      join lapse.run r on r.id = i.run_id
      where a.id = any(:ids)
        and r.job in ('purge', 'expire')
      """;

  private final JdbcClient jdbc;
  private final EvidenceLog evidence;
  private final Accounts accounts;
  private final RetentionRecorder kept;
  private final AnnounceChanges announce;
  private final RecordResidue residue;
  private final StoreProgress progress;
  private final Catalog catalog;

  VerifyErasure(
      JdbcClient jdbc,
      EvidenceLog evidence,
      Accounts accounts,
      RetentionRecorder kept,
      AnnounceChanges announce,
      RecordResidue residue,
      StoreProgress progress,
      Catalog catalog) {
    this.catalog = catalog;
    this.residue = residue;
    this.progress = progress;
    this.jdbc = jdbc;
    this.evidence = evidence;
    this.accounts = accounts;
    this.kept = kept;
    this.announce = announce;
  }

  /**
   * Accounts that this run must no longer verify: another run did, and the customer may have come
   * back since.
   *
   * @param lapses the lapse that was acted on, by account
   */
  public Set<String> decidedElsewhere(Map<String, Integer> lapses) {
    List<Map.Entry<String, Integer>> ordered = List.copyOf(new TreeMap<>(lapses).entrySet());
    return jdbc.sql(DECIDED)
        .param("ids", ordered.stream().map(Map.Entry::getKey).toArray(String[]::new))
        .param("lapses", ordered.stream().map(Map.Entry::getValue).toArray(Integer[]::new))
        .query(String.class)
        .set();
  }

  /**
   * The outcome of each account: done, with the rows that the stores counted, or failed, with what
   * is left.
   */
  public VerificationResult verify(RunContext runContext, PreparedStores stores, List<String> ids) {
    String blocked = stores.blocked();
    if (blocked != null) {
      return notVerified(ids, blocked);
    }
    try {
      stores.stores().forEach(StoreErasure::refreshDerived);
    } catch (RunLockLost lost) {
      throw lost;
    } catch (RuntimeException failed) {
      // all of them would fail: the stores are not queried again for each half
      return notVerified(ids, DescribeStoreError.of(failed));
    }
    return new Counting(runContext, stores).carryOut(ids);
  }

  private static VerificationResult notVerified(List<String> ids, String why) {
    Map<String, Outcome> outcomes = new HashMap<>();
    ids.forEach(id -> outcomes.put(id, new Outcome.Failed("not verified: " + why)));
    return VerificationResult.notVerified(outcomes);
  }

  /** The count of several accounts together. */
  private final class Counting implements RetryInHalves<String, VerificationResult> {
    private final RunContext runContext;
    private final PreparedStores stores;

    Counting(RunContext runContext, PreparedStores stores) {
      this.runContext = runContext;
      this.stores = stores;
    }

    @Override
    public VerificationResult work(List<String> ids) {
      return counted(runContext, stores, ids);
    }

    @Override
    public Next next(RuntimeException failure, int attempt) {
      if (failure instanceof RunLockLost) {
        throw failure;
      }
      return DescribeStoreError.isConnection(failure) ? Next.FAIL : Next.HALVES;
    }

    @Override
    public VerificationResult failed(List<String> ids, RuntimeException failure) {
      return notVerified(ids, DescribeStoreError.of(failure));
    }

    @Override
    public VerificationResult both(VerificationResult first, VerificationResult second) {
      return first.and(second);
    }
  }

  private VerificationResult counted(
      RunContext runContext, PreparedStores stores, List<String> ids) {
    Map<String, Outcome> outcomes = new HashMap<>();
    RowCounts overall = new RowCounts();
    RowCounts residue = new RowCounts();
    Set<Erasing> erasing = erasing(ids);
    RowCounts erased = new RowCounts();
    for (StoreErasure store : stores.stores()) {
      residue.add(store.remaining(ids));
      store.progress(
          ids,
          (run, id, set, rows) -> {
            if (run.equals(runContext.token())) {
              erased.add(id, set, rows);
            }
            if (erasing.contains(new Erasing(id, run))) {
              overall.add(id, set, rows);
            }
          });
    }
    Map<String, String> unproven =
        unproven(stores, ids.stream().filter(id -> !residue.has(id)).toList());
    for (String id : ids) {
      outcomes.put(id, outcome(erased.of(id), residue.of(id), unproven.get(id)));
    }
    return new VerificationResult(outcomes, overall, residue);
  }

  private static Outcome outcome(
      Map<String, Long> rows, Map<String, Long> left, @Nullable String unproven) {
    if (!left.isEmpty()) {
      return new Outcome.Failed("residue: " + words(left), rows);
    }
    return unproven == null
        ? new Outcome.Done(rows)
        : new Outcome.Failed("not verified: " + unproven, rows);
  }

  private static Map<String, String> unproven(PreparedStores stores, List<String> ids) {
    Map<String, String> unproven = new HashMap<>();
    stores.stores().forEach(store -> store.unproven(ids).forEach(unproven::putIfAbsent));
    return unproven;
  }

  /** A run with the erasure of an account in its plan, by token. */
  private record Erasing(String account, UUID run) {}

  private Set<Erasing> erasing(List<String> ids) {
    return new HashSet<>(
        jdbc.sql(ERASING)
            .param("ids", ids.toArray(String[]::new))
            .query(
                (row, number) ->
                    new Erasing(row.getString("id"), row.getObject("token", UUID.class)))
            .list());
  }

  /** Writes the results; to be committed together with the outcomes in the plan. */
  public void record(
      RunContext runContext,
      VerificationResult verificationResult,
      Map<String, Integer> lapses,
      Instant now) {
    List<String> erased = new ArrayList<>();
    Map<String, Account> known =
        kept.keepsAnything()
            ? RetentionRecorder.byId(accounts.read(verificationResult.outcomes().keySet(), now))
            : Map.of();
    List<Evidence> records = new ArrayList<>();
    verificationResult
        .outcomes()
        .forEach(
            (id, outcome) -> {
              if (outcome instanceof Outcome.Done done) {
                erased.add(id);
                records.add(
                    evidence(
                        EvidenceKind.ERASURE_OUTCOME,
                        runContext,
                        id,
                        lapses,
                        now,
                        outcome(
                            verificationResult.overall().has(id)
                                ? verificationResult.overall().of(id)
                                : done.rowsBySet(),
                            known.get(id))));
              } else if (outcome instanceof Outcome.Failed failed) {
                records.add(
                    evidence(
                        EvidenceKind.ERASURE_FAILED,
                        runContext,
                        id,
                        lapses,
                        now,
                        rows(Map.of("error", failed.error()), failed.rowsBySet())));
              }
            });
    if (!erased.isEmpty()) {
      jdbc.sql(ERASED)
          .param("ids", erased.toArray(String[]::new))
          .param("now", Timestamps.parameter(now))
          .update();
      progress.close(erased);
      jdbc.sql(FORGET_ANSWERS).param("ids", erased.toArray(String[]::new)).update();
    }
    residue.found(verificationResult.residue(), lapses, now);
    residue.gone(erased);
    evidence.append(records);
    // after the update, which locks the accounts' rows
    announce.erased(
        runContext.job(),
        erased.stream()
            .collect(Collectors.toMap(id -> id, id -> Objects.requireNonNull(lapses.get(id)))),
        now);
  }

  private Map<String, ?> outcome(Map<String, Long> rows, @Nullable Account account) {
    return rows(account == null ? Map.of() : Map.of("kept", kept.record(account)), rows);
  }

  /** The counts, and which of them come from a service. */
  private Map<String, ?> rows(Map<String, ?> more, Map<String, Long> rows) {
    Map<String, Object> detail = new HashMap<>(more);
    detail.put("rows", rows);
    List<String> asSaid = catalog.countedByService(rows.keySet());
    if (!asSaid.isEmpty()) {
      detail.put("countedByService", asSaid);
    }
    return detail;
  }

  private static Evidence evidence(
      EvidenceKind kind,
      RunContext runContext,
      String id,
      Map<String, Integer> lapses,
      Instant now,
      Map<String, ?> detail) {
    return new Evidence(
        kind, now, id, lapses.get(id), runContext.run(), runContext.actor(), detail);
  }

  private static String words(Map<String, Long> rows) {
    return rows.entrySet().stream()
        .map(left -> "%d in %s".formatted(left.getValue(), left.getKey()))
        .collect(Collectors.joining(", "));
  }
}
