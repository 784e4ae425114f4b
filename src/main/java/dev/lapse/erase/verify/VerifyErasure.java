package dev.lapse.erase.verify;

import dev.lapse.account.DueAccount;
import dev.lapse.account.Outcome;
import dev.lapse.account.RowCounts;
import dev.lapse.account.RunContext;
import dev.lapse.catalog.live.RetryInHalves;
import dev.lapse.erase.store.DescribeStoreError;
import dev.lapse.erase.store.KeptRows;
import dev.lapse.erase.store.PreparedStores;
import dev.lapse.erase.store.RunLockLost;
import dev.lapse.erase.store.StoreErasure;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Counts what is left of erased accounts. Anything left is a failure. */
@Component
public class VerifyErasure {
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

  /** Runs up to one that completed an erasure are in the evidence of that one already. */
  private static final String ERASING =
      """
      select a.id, r.token
      from lapse.account a
      join lapse.plan_item i on i.account_id = a.id and i.lapse_number = a.lapse_number
      join lapse.run r on r.id = i.run_id
      where a.id = any(:ids)
        and r.job in ('purge', 'expire')
        and not exists (
          select
          from lapse.plan_item done
          join lapse.run completed on completed.id = done.run_id
          where done.account_id = i.account_id
            and done.lapse_number = i.lapse_number
            and done.outcome = 'done'
            and done.run_id >= i.run_id
            and completed.job in ('purge', 'expire')
            and completed.mode = 'enforce'
            and not completed.dry_run
        )
      """;

  private final JdbcClient jdbc;

  VerifyErasure(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /**
   * Accounts that this run must no longer verify: another run did, and the customer may have come
   * back since.
   */
  public Set<String> decidedElsewhere(Collection<DueAccount> accounts) {
    List<DueAccount> ordered =
        accounts.stream().sorted(Comparator.comparing(DueAccount::accountId)).toList();
    return jdbc.sql(DECIDED)
        .param("ids", ordered.stream().map(DueAccount::accountId).toArray(String[]::new))
        .param("lapses", ordered.stream().map(DueAccount::lapseNumber).toArray(Integer[]::new))
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
    KeptRows keptRows = KeptRows.NOTHING;
    for (StoreErasure store : stores.stores()) {
      keptRows = keptRows.and(store.keptRows(ids));
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
    return new VerificationResult(outcomes, overall, residue, keptRows);
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

  /** A run with the current erasure of an account in its plan, by token. */
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

  private static String words(Map<String, Long> rows) {
    return rows.entrySet().stream()
        .map(left -> "%d in %s".formatted(left.getValue(), left.getKey()))
        .collect(Collectors.joining(", "));
  }
}
