package dev.lapse.erase;

import dev.lapse.account.Accounts;
import dev.lapse.account.AnnounceChanges;
import dev.lapse.account.DueAccount;
import dev.lapse.account.Outcome;
import dev.lapse.account.RunContext;
import dev.lapse.clock.DueClock;
import dev.lapse.erase.store.Pause;
import dev.lapse.erase.store.PrepareStores;
import dev.lapse.erase.store.PreparedStores;
import dev.lapse.erase.store.TransactionSize;
import dev.lapse.erase.verify.RecordOutcomes;
import dev.lapse.erase.verify.VerificationResult;
import dev.lapse.erase.verify.VerifyErasure;
import dev.lapse.evidence.EvidenceLog;
import dev.lapse.plan.Throttle;
import dev.lapse.policy.JobName;
import dev.lapse.source.StoreRecheck;
import dev.lapse.testing.Concurrently;
import dev.lapse.testing.Delays;
import dev.lapse.testing.TestProgram;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Accounts that are purged in small batches by one connection, while another one reactivates them.
 * Each has its fate once; what became of them is read at the end, when nothing moves any more.
 */
final class Interleavings {
  private static final int MOST_TOGETHER = 8;
  private static final AtomicLong NUMBERS_OF_NO_RUN = new AtomicLong(9_000_000);
  private static final String ROWS =
      """
      select id, md5(string_agg(row, '|' order by row))
      from (
        select a.id, 'account ' || (a.id, a.kind, a.lapsed_at, a.time_zone)::text as row from account a
        union all
        select account_id, 'contact ' || c::text from contact c
        union all
        select c.account_id, 'tag ' || t::text from contact_tag t join contact c on c.id = t.contact_id
        union all
        select account_id, 'deal ' || d::text from deal d
        union all
        select account_id, 'card ' || d::text from card d
      ) rows
      group by id
      """;

  private static final String IN_LAPSE =
      """
      select
        a.id,
        concat_ws(
          ', ',
          a.state,
          case when a.point_of_no_return_at is not null then 'past' end,
          case when a.erased_at is not null then 'erased' end,
          access.access,
          access.data,
          (
            select string_agg(e.kind, ' ' order by e.number)
            from lapse.evidence e
            where e.account_id = a.id
              and e.number > :after
          )
        ) as standing
      from lapse.account a
      join lapse.account_access access on access.account_id = a.id
      """;

  /** As Lapse says it of an account that is back with its data, and of one that is gone. */
  static final String BACK = "active, full, available, lapsed reactivated";

  static final String GONE =
      "closed, past, erased, billing-only, erased, lapsed cut-off erasure-intent erasure-outcome";

  private final TestProgram program;
  private final Delays delays;
  private final EraseAccounts eraser;
  private final Predicate<String> reactivation;
  private final PreparedStores prepared;
  private final UUID token = UUID.randomUUID();
  private final long number = NUMBERS_OF_NO_RUN.incrementAndGet();
  private final Set<String> back = Collections.synchronizedSet(new HashSet<>());
  private final Map<String, Outcome> outcomes = new HashMap<>();
  private final Map<String, Long> seeds = new TreeMap<>();

  /** How long reactivations take their time; follows the machine, so that both come first. */
  private double spreadNanos = 20_000_000;

  /**
   * @param accounts by which the purge locks accounts in Lapse
   * @param store by which it asks where they live
   * @param reactivation brings an account back, or answers false
   */
  Interleavings(
      TestProgram program,
      Delays delays,
      Accounts accounts,
      StoreRecheck store,
      Predicate<String> reactivation) {
    this.program = program;
    this.delays = delays;
    this.reactivation = reactivation;
    TransactionOperations transaction = program.get(TransactionOperations.class);
    TransactionOperations lateCommit =
        new TransactionOperations() {
          @Override
          public <T> T execute(
              org.springframework.transaction.support.TransactionCallback<T> action) {
            return transaction.execute(
                status -> {
                  T result = action.doInTransaction(status);
                  delays.here();
                  return result;
                });
          }
        };
    this.eraser =
        new EraseAccounts(
            new ClaimErasure(
                program.get(JdbcClient.class),
                accounts,
                program.get(EvidenceLog.class),
                program.get(AnnounceChanges.class),
                store,
                program.get(DueClock.class)),
            lateCommit,
            program.clock,
            Pause.UNIT);
    this.prepared = program.get(PrepareStores.class).forErasure("main");
  }

  /** How often the end was which. */
  record Ends(int back, int gone, List<String> between) {}

  /**
   * Lets accounts 1 to n meet their fates.
   *
   * @param atTheEnd happens before what became of them is read
   */
  Ends run(int n, long seed, Runnable atTheEnd) {
    Map<String, String> before = rows();
    long evidence = evidence();
    int first = 1;
    for (int round = 0; first <= n; round++) {
      Long one = Long.getLong("lapse.seed");
      long ofRound = one == null ? seed + round : one;
      int together = Math.min(1 + new Random(ofRound).nextInt(MOST_TOGETHER), n - first + 1);
      List<String> ids =
          IntStream.range(first, first + together).mapToObj(String::valueOf).toList();
      meet(ids, ofRound);
      first += together;
    }
    atTheEnd.run();
    return ends(before, evidence);
  }

  private void meet(List<String> ids, long seed) {
    ids.forEach(id -> seeds.put(id, seed));
    CyclicBarrier start = new CyclicBarrier(2);
    FutureTask<Object> comingBack =
        Concurrently.start(
            () -> {
              delays.seed(seed);
              List<String> order = new ArrayList<>(ids);
              Collections.shuffle(order, new Random(seed));
              start.await();
              for (String id : order) {
                delays.within((long) spreadNanos / order.size());
                if (reactivation.test(id)) {
                  back.add(id);
                }
              }
              return "";
            });
    delays.seed(-seed);
    await(start);
    delays.here();
    purge(ids);
    Concurrently.result(comingBack);
    spreadNanos *= 2 * ids.stream().filter(back::contains).count() < ids.size() ? 0.7 : 1.4;
  }

  private void purge(List<String> ids) {
    Instant now = program.clock.instant();
    RunContext runContext =
        new RunContext(
            number,
            token,
            JobName.PURGE,
            "main",
            now,
            "test",
            "catalog",
            500,
            0,
            Throttle.LOCK_TIMEOUT,
            () -> true);
    Map<String, Outcome> acted =
        eraser.erase(
            runContext,
            prepared,
            new Batch(
                ids.stream().map(id -> new DueAccount(id, 1, now)).toList(),
                0,
                false,
                new TransactionSize(500)));
    outcomes.putAll(acted);
    List<String> erased =
        acted.entrySet().stream()
            .filter(outcome -> outcome.getValue() instanceof Outcome.Acted)
            .map(Map.Entry::getKey)
            .toList();
    RecordOutcomes record = program.get(RecordOutcomes.class);
    VerificationResult verificationResult =
        program.get(VerifyErasure.class).verify(runContext, prepared, erased);
    outcomes.putAll(verificationResult.outcomes());
    List<DueAccount> accounts = erased.stream().map(id -> new DueAccount(id, 1, now)).toList();
    program
        .get(TransactionOperations.class)
        .executeWithoutResult(
            status -> record.verified(runContext, verificationResult, accounts, now));
  }

  private Ends ends(Map<String, String> before, long evidenceAfter) {
    Map<String, String> after = rows();
    Map<String, String> standing = new HashMap<>();
    program
        .inLapse()
        .sql(IN_LAPSE)
        .param("after", evidenceAfter)
        .query(
            row -> {
              standing.put(row.getString("id"), row.getString("standing"));
            });
    Set<String> marked = marked();
    boolean storeSpeaks = !program.get(dev.lapse.source.AccountsFile.class).store().isEmpty();
    int cameBack = 0;
    int gone = 0;
    List<String> between = new ArrayList<>();
    for (Map.Entry<String, Long> account : seeds.entrySet()) {
      String id = account.getKey();
      boolean isBack = back.contains(id);
      boolean whole =
          isBack
              ? before.get(id).equals(after.get(id))
                  && BACK.equals(standing.get(id))
                  && outcomes.get(id).equals(new Outcome.Skipped("reactivated"))
                  && !marked.contains(id)
              : !after.containsKey(id)
                  && GONE.equals(standing.get(id))
                  && outcomes.get(id) instanceof Outcome.Done
                  && marked.contains(id) == storeSpeaks;
      if (!whole) {
        between.add(
            "account %s, -Dlapse.seed=%d: reactivated %s; %s; Lapse: %s; purge: %s; marker %s"
                .formatted(
                    id,
                    account.getValue(),
                    isBack,
                    after.containsKey(id)
                        ? before.get(id).equals(after.get(id)) ? "every row" : "some rows"
                        : "no row",
                    standing.get(id),
                    outcomes.get(id),
                    marked.contains(id)));
      } else if (isBack) {
        cameBack++;
      } else {
        gone++;
      }
    }
    return new Ends(cameBack, gone, between);
  }

  private Map<String, String> rows() {
    Map<String, String> rows = new HashMap<>();
    program
        .inProduct()
        .sql(ROWS)
        .query(
            row -> {
              rows.put(row.getString(1), row.getString(2));
            });
    return rows;
  }

  /** The last record before those of the accounts. */
  private long evidence() {
    return program
        .inLapse()
        .sql(
            "select coalesce(min(e.number), 1) - 1 from lapse.evidence e join lapse.account a on a.id = e.account_id where e.recorded_at >= a.created_at")
        .query(Long.class)
        .single();
  }

  private Set<String> marked() {
    return new HashSet<>(
        program
            .inProduct()
            .sql("select account_id from lapse_store.point_of_no_return")
            .query(String.class)
            .list());
  }

  private static void await(CyclicBarrier start) {
    try {
      start.await();
    } catch (InterruptedException | java.util.concurrent.BrokenBarrierException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
