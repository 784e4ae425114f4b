package dev.lapse.run.review;

import dev.lapse.account.Account;
import dev.lapse.account.Accounts;
import dev.lapse.account.RowCounts;
import dev.lapse.account.UnknownAccount;
import dev.lapse.account.lifecycle.Holds;
import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.DataSet;
import dev.lapse.clock.Timestamps;
import dev.lapse.erase.ErasureDryRun;
import dev.lapse.erase.store.DescribeStoreError;
import dev.lapse.erase.store.PrepareStores;
import dev.lapse.erase.store.PreparedStores;
import dev.lapse.evidence.EvidenceKind;
import dev.lapse.evidence.EvidenceLog;
import dev.lapse.plan.RunMode;
import dev.lapse.policy.Deadlines;
import dev.lapse.run.record.Run;
import dev.lapse.run.record.Runs;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Answers how things stand with an account: is its data gone, and if not, why. */
@Component
public class DescribeAccount {
  private static final int COUNT_SECONDS = 5;
  private static final String ACCESS =
      """
      select access, data
      from lapse.access_over_time
      where account_id = :id
        and valid_from <= least(:now, lapse.clock())
        and valid_until > least(:now, lapse.clock())
      """;
  private static final String LAST =
      """
      select r.id
      from lapse.plan_item i
      join lapse.run r on r.id = i.run_id
      where i.account_id = :id
        and r.mode = 'enforce'
        and not r.dry_run
        and (not :failed or (i.outcome = 'failed' and exists (
          select
          from lapse.failing f
          where f.account_id = i.account_id
            and f.job = r.job
            and f.lapse_number = i.lapse_number
        )))
      order by r.id desc
      limit 1
      """;

  private final JdbcClient jdbc;
  private final Accounts accounts;
  private final Holds holds;
  private final Runs runs;
  private final ReadRunAccounts inRun;
  private final PrepareStores stores;
  private final ErasureDryRun erasure;
  private final EvidenceLog evidence;
  private final Supplier<Catalog> catalog;
  private final InstantSource clock;

  DescribeAccount(
      JdbcClient jdbc,
      Accounts accounts,
      Holds holds,
      Runs runs,
      ReadRunAccounts inRun,
      PrepareStores stores,
      ErasureDryRun erasure,
      EvidenceLog evidence,
      Supplier<Catalog> catalog,
      InstantSource clock) {
    this.jdbc = jdbc;
    this.accounts = accounts;
    this.holds = holds;
    this.runs = runs;
    this.inRun = inRun;
    this.stores = stores;
    this.erasure = erasure;
    this.evidence = evidence;
    this.catalog = catalog;
    this.clock = clock;
  }

  /**
   * Describes an account.
   *
   * @param count true to count its rows in the stores, for at most five seconds a statement
   * @throws UnknownAccount if Lapse does not know the account
   */
  public AccountDetails describe(String id, boolean count) {
    Instant now = clock.instant();
    Account account = accounts.find(id, now).orElseThrow(() -> new UnknownAccount(id));
    Map<String, Object> access =
        jdbc.sql(ACCESS)
            .param("id", id)
            .param("now", Timestamps.parameter(now))
            .query()
            .singleRow();
    Optional<Run> last = last(id, false);
    AccountDetails.InRun lastRun = last.map(run -> inRun(run, id)).orElse(null);
    Counted counted = count ? count(account) : Counted.NOTHING;
    return new AccountDetails(
        id,
        account.name(),
        account.state().text(),
        String.valueOf(access.get("access")),
        String.valueOf(access.get("data")),
        answer(account, counted, last, lastRun, now),
        isGone(account, counted),
        holds.list(id, now).stream().filter(Holds.Placed::inForce).toList(),
        lastRun,
        last(id, true).map(run -> inRun(run, id)).orElse(null),
        counted.rows == null ? null : counted.rows.total(id),
        counted.rows == null ? null : counted.rows.of(id),
        counted.kept,
        counted.rows == null ? null : countedOnlyInRuns(account),
        counted.problem,
        counted.inNoStore && account.pointOfNoReturnAt() == null);
  }

  private Optional<Run> last(String id, boolean failed) {
    return jdbc.sql(LAST)
        .param("id", id)
        .param("failed", failed)
        .query(Long.class)
        .optional()
        .map(runs::get);
  }

  private AccountDetails.InRun inRun(Run run, String id) {
    return new AccountDetails.InRun(run.id(), run.job().text(), run.asOf(), inRun.one(run, id));
  }

  private record Counted(
      @Nullable RowCounts rows,
      @Nullable Map<String, Long> kept,
      boolean inNoStore,
      @Nullable String problem) {
    static final Counted NOTHING = not(null);

    static Counted not(@Nullable String problem) {
      return new Counted(null, null, false, problem);
    }
  }

  private Counted count(Account account) {
    try {
      PreparedStores prepared = stores.forErasure(account.cell());
      if (prepared.blocked() != null) {
        return Counted.not(prepared.blocked());
      }
      RowCounts rows = erasure.rowsGently(prepared, List.of(account.id()), COUNT_SECONDS);
      boolean known =
          rows.has(account.id())
              || prepared.stores().stream().anyMatch(store -> store.knows(account.id()));
      return new Counted(rows, known ? kept(account, prepared) : null, !known, null);
    } catch (RuntimeException failed) {
      return Counted.not(DescribeStoreError.of(failed));
    }
  }

  private @Nullable Map<String, Long> kept(Account account, PreparedStores prepared) {
    Map<String, Long> kept = new TreeMap<>();
    if (account.pointOfNoReturnAt() == null) {
      for (DataSet set : catalog.get().sets()) {
        if (set.keep() != null && catalog.get().isInCell(set, account.cell())) {
          kept.put(set.name(), 0L);
        }
      }
    }
    if (kept.isEmpty()) {
      return null;
    }
    kept.putAll(erasure.keptGently(prepared, catalog.get(), account.id(), COUNT_SECONDS));
    return kept;
  }

  /** Null for an erased account, and for an active one, for which no run is due. */
  private @Nullable List<String> countedOnlyInRuns(Account account) {
    if (account.lapsedAt() == null || account.erasedAt() != null) {
      return null;
    }
    List<String> sets = catalog.get().countedOnlyInRuns(account.cell(), false);
    return sets.isEmpty() ? null : sets;
  }

  private String answer(
      Account account,
      Counted counted,
      Optional<Run> last,
      AccountDetails.@Nullable InRun lastRun,
      Instant now) {
    if (account.erasedAt() != null) {
      return erased(account, account.erasedAt(), counted.rows)
          + (counted.rows == null ? "" : notAttributed(account))
          + kept(account.keptDue(), account.keptUntil(), now);
    }
    if (account.pointOfNoReturnAt() != null) {
      return halfErased(account, last, lastRun);
    }
    Deadlines deadlines = account.deadlines();
    if (deadlines == null) {
      return active(account, counted);
    }
    if (counted.inNoStore) {
      return "no store has an account %s: nothing to erase; if the id is a mistake: lapse account forget %s --reason TEXT%s"
          .formatted(
              account.id(),
              account.id(),
              account.holds().isEmpty()
                  ? ""
                  : ", once it is no longer on hold (%s)"
                      .formatted(String.join(", ", account.holds())));
    }
    Instant erasure = deadlines.erasure();
    if (erasure == null) {
      return "its data is there, and no erasure is due: the policy erases nothing for this lapse";
    }
    if (!account.holds().isEmpty()) {
      return "its data is there: nothing is erased while the hold %s is in force; due %s %s"
          .formatted(
              String.join(", ", account.holds()), erasure.isAfter(now) ? "from" : "since", erasure);
    }
    return erasure.isAfter(now)
        ? "its data is there; it is erased from %s on".formatted(erasure)
        : "its data is there; its erasure is due since %s".formatted(erasure);
  }

  /** Null where the answer cannot be yes or no: nobody looked, or an erasure is not finished. */
  private @Nullable Boolean isGone(Account account, Counted counted) {
    if (account.erasedAt() != null) {
      return counted.rows == null ? null : !counted.rows.has(account.id());
    }
    boolean unknown =
        account.pointOfNoReturnAt() != null || counted.inNoStore || wasForgotten(account, counted);
    return unknown ? null : Boolean.FALSE;
  }

  private boolean wasForgotten(Account account, Counted counted) {
    return account.deadlines() == null
        && (counted.rows == null || counted.inNoStore)
        && evidence.has(EvidenceKind.FORGOTTEN, account.id(), account.lapseNumber());
  }

  private String active(Account account, Counted counted) {
    if (wasForgotten(account, counted)) {
      return "it was forgotten at %s, when no store had anything of it: nothing is due, and no run takes it unless it lapses again"
          .formatted(account.reactivatedAt());
    }
    return counted.inNoStore
        ? "no store has an account %s: nothing to erase; for Lapse it is active, and no run takes it"
            .formatted(account.id())
        : "its data is there: the account is active";
  }

  private String notAttributed(Account account) {
    List<String> sets = catalog.get().countedOnlyInRuns(account.cell(), false);
    return sets.isEmpty()
        ? ""
        : "; what is in %s cannot be attributed to it any more".formatted(String.join(", ", sets));
  }

  private static String kept(@Nullable Instant first, @Nullable Instant last, Instant now) {
    if (first == null || last == null) {
      return "";
    }
    if (!last.isAfter(now)) {
      return "; what the catalog kept goes with the next expire, it is due since %s"
          .formatted(first);
    }
    return first.equals(last)
        ? "; what the catalog keeps stays until %s".formatted(last)
        : "; what the catalog keeps goes from %s on, the last of it at %s".formatted(first, last);
  }

  private static String erased(Account account, Instant erasedAt, @Nullable RowCounts counted) {
    if (counted == null) {
      return "its data was gone at %s, when its erasure was verified; what came later is not looked for"
          .formatted(erasedAt);
    }
    Map<String, Long> there = counted.of(account.id());
    return there.isEmpty()
        ? "its data is gone: erased and verified at %s; counted just now: none".formatted(erasedAt)
        : "some of its data is there again: erased and verified at %s; counted just now: %s (%s); no run erases them automatically, see %s"
            .formatted(
                erasedAt,
                counted.total(account.id()) == 1
                    ? "1 row"
                    : "%,d rows".formatted(counted.total(account.id())),
                there.entrySet().stream()
                    .map(set -> "%s %,d".formatted(set.getKey(), set.getValue()))
                    .collect(Collectors.joining(", ")),
                WhyNotDue.ROWS_THAT_CAME_LATER);
  }

  private String halfErased(
      Account account, Optional<Run> last, AccountDetails.@Nullable InRun lastRun) {
    String job =
        account.deadlines() != null && account.deadlines().purge() != null ? "purge" : "expire";
    String why =
        last.map(
                run ->
                    runs.interrupted(List.of(run)).contains(run.id())
                        ? "run %d was interrupted".formatted(run.id())
                        : lastRun != null && lastRun.account().outcome().equals("failed")
                            ? "it failed in run %d".formatted(run.id())
                            : "run %d is %s".formatted(run.id(), run.status().text()))
            .orElse("no run has it in its plan");
    return "some of its data may be gone: the erasure began at %s and is not finished (%s); the next %s finishes it, or now: '%s'"
        .formatted(
            account.pointOfNoReturnAt(),
            why,
            job,
            RunMode.ENFORCE.inShell(
                "run %s --cell %s --account %s".formatted(job, account.cell(), account.id())));
  }
}
