package dev.lapse.report.forecast;

import dev.lapse.account.Accounts;
import dev.lapse.account.DueAccount;
import dev.lapse.account.DueAccounts;
import dev.lapse.account.lifecycle.Holds;
import dev.lapse.erase.DueKept;
import dev.lapse.erase.EraseKept;
import dev.lapse.erase.verify.RetentionRecorder;
import dev.lapse.policy.JobName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Simulates each account of a cell through the coming runs. Due accounts are selected as the plan
 * of a run selects them; this class only adds what one run changes for the next: an erasure
 * includes the payment details, carries out an overdue cut-off, and leaves kept sets.
 */
@Component
class SimulateAccounts {
  private final DueAccounts dueAccounts;
  private final Accounts accounts;
  private final Holds holds;
  private final EraseKept eraseKept;
  private final RetentionRecorder retentionRecorder;

  SimulateAccounts(
      DueAccounts dueAccounts,
      Accounts accounts,
      Holds holds,
      EraseKept eraseKept,
      RetentionRecorder retentionRecorder) {
    this.dueAccounts = dueAccounts;
    this.accounts = accounts;
    this.holds = holds;
    this.eraseKept = eraseKept;
    this.retentionRecorder = retentionRecorder;
  }

  /** The timelines of all four jobs. */
  CellTimeline in(String cell, Map<JobName, RunTimes> times, Instant now) {
    CellTimeline timeline = new CellTimeline(times, now);
    Map<String, Instant> holdEnds = holds.ends(cell, now);
    Map<String, Instant> cutOffBy = new HashMap<>();
    JobTimeline purge = timeline.get(JobName.PURGE);
    for (DueAccount due : due(JobName.PURGE, cell, purge, now)) {
      erased(timeline, purge, due, holdEnds, cutOffBy);
    }
    JobTimeline expire = timeline.get(JobName.EXPIRE);
    List<DueAccount> expiring = due(JobName.EXPIRE, cell, expire, now);
    Map<String, Map<String, Instant>> kept = kept(expiring, expire.times().lastOr(now));
    for (DueAccount due : expiring) {
      if (!kept.containsKey(due.accountId())) {
        erased(timeline, expire, due, holdEnds, cutOffBy);
      }
    }
    kept.forEach((id, until) -> outlived(expire, id, until, holdEnds.get(id), null));
    retentionRecorder
        .latestLapse(expire.times().lastOr(now))
        .ifPresent(lapsedUntil -> foreseeKept(timeline, cell, holdEnds, lapsedUntil));
    JobTimeline billing = timeline.get(JobName.REMOVE_BILLING_DETAILS);
    for (DueAccount due : due(JobName.REMOVE_BILLING_DETAILS, cell, billing, now)) {
      String id = due.accountId();
      Instant acted =
          billing.add(id, Set.of(), due.dueAt(), holdEnds.get(id), null, timeline.erasedAt(id));
      if (acted != null) {
        timeline.billingRemoved(id, acted);
      }
    }
    JobTimeline cutOff = timeline.get(JobName.CUT_OFF);
    for (DueAccount due : due(JobName.CUT_OFF, cell, cutOff, now)) {
      String id = due.accountId();
      cutOff.add(id, Set.of(), due.dueAt(), null, null, cutOffBy.get(id));
    }
    return timeline;
  }

  private List<DueAccount> due(JobName job, String cell, JobTimeline timeline, Instant now) {
    return dueAccounts.select(job, cell, timeline.times().lastOr(now), List.of());
  }

  /** Holds forbid the erasure, but not the overdue cut-off that it begins with. */
  private static void erased(
      CellTimeline timeline,
      JobTimeline job,
      DueAccount due,
      Map<String, Instant> holdEnds,
      Map<String, Instant> cutOffBy) {
    String id = due.accountId();
    Instant found = job.foundAt(due.dueAt());
    if (found != null) {
      cutOffBy.put(id, found);
    }
    Instant acted = job.add(id, Set.of(), due.dueAt(), holdEnds.get(id), null, null);
    if (acted != null) {
      timeline.erased(id, acted);
    }
  }

  /** Kept sets of accounts that are already erased, by account and set. */
  private Map<String, Map<String, Instant>> kept(List<DueAccount> due, Instant last) {
    Map<String, Map<String, Instant>> kept = new TreeMap<>();
    for (DueKept set : eraseKept.dueOf(DueAccount.ids(due), last)) {
      kept.computeIfAbsent(set.accountId(), id -> new TreeMap<>()).put(set.set(), set.until());
    }
    return kept;
  }

  /** Sets that the coming erasures keep and that become due soon after. */
  private void foreseeKept(
      CellTimeline timeline, String cell, Map<String, Instant> holdEnds, Instant lapsedUntil) {
    JobTimeline expire = timeline.get(JobName.EXPIRE);
    for (Accounts.LapsedAt lapse : accounts.lapses(timeline.erased(), lapsedUntil)) {
      outlived(
          expire,
          lapse.accountId(),
          retentionRecorder.until(lapse.at(), lapse.zone(), cell),
          holdEnds.get(lapse.accountId()),
          timeline.erasedAt(lapse.accountId()));
    }
  }

  /** Sets erased by one run count as one account of its plan. */
  private static void outlived(
      JobTimeline expire,
      String id,
      Map<String, Instant> until,
      @Nullable Instant holdEnd,
      @Nullable Instant erased) {
    Map<Integer, List<Map.Entry<String, Instant>>> byRun = new TreeMap<>();
    until
        .entrySet()
        .forEach(
            set ->
                byRun
                    .computeIfAbsent(
                        expire.actsOn(set.getValue(), holdEnd, erased), run -> new ArrayList<>())
                    .add(set));
    byRun
        .values()
        .forEach(
            sets ->
                expire.add(
                    id,
                    new TreeSet<>(sets.stream().map(Map.Entry::getKey).toList()),
                    sets.stream().map(Map.Entry::getValue).min(Instant::compareTo).orElseThrow(),
                    holdEnd,
                    erased,
                    null));
  }
}
