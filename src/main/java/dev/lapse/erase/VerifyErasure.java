package dev.lapse.erase;

import dev.lapse.account.Outcome;
import dev.lapse.account.Timestamps;
import dev.lapse.evidence.Evidence;
import dev.lapse.evidence.EvidenceKind;
import dev.lapse.evidence.EvidenceLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Counts what is left of accounts that were erased, and records what came of it. Anything left is a
 * failure.
 */
@Component
public class VerifyErasure {
  private static final String ERASED =
      """
      update lapse.account
      set erased_at = :now, billing_removed_at = coalesce(billing_removed_at, :now), name = null, reason = null
      where id = any(:ids)
        and point_of_no_return_at is not null
      """;

  private final JdbcClient jdbc;
  private final EvidenceLog evidence;

  VerifyErasure(JdbcClient jdbc, EvidenceLog evidence) {
    this.jdbc = jdbc;
    this.evidence = evidence;
  }

  /**
   * What became of each account: done with the rows that the stores counted, or failed with what is
   * left.
   */
  public Map<String, Outcome> verify(
      Assignment assignment, PreparedStores stores, List<String> ids) {
    Map<String, Outcome> outcomes = new HashMap<>();
    String blocked = stores.blocked();
    if (blocked != null) {
      ids.forEach(id -> outcomes.put(id, new Outcome.Failed("not verified: " + blocked)));
      return outcomes;
    }
    try {
      Map<String, Map<String, Long>> residue = new HashMap<>();
      Map<String, Map<String, Long>> erased = new HashMap<>();
      for (StoreErasure store : stores.stores()) {
        store
            .count(ids)
            .forEach(
                (id, rows) -> residue.computeIfAbsent(id, key -> new TreeMap<>()).putAll(rows));
        store
            .progress(assignment.token(), ids)
            .forEach((id, rows) -> erased.computeIfAbsent(id, key -> new TreeMap<>()).putAll(rows));
      }
      for (String id : ids) {
        Map<String, Long> rows = erased.getOrDefault(id, Map.of());
        Map<String, Long> left = residue.get(id);
        outcomes.put(
            id,
            left == null
                ? new Outcome.Done(rows)
                : new Outcome.Failed("residue: " + words(left), rows));
      }
    } catch (RuntimeException failed) {
      ids.forEach(
          id -> outcomes.put(id, new Outcome.Failed("not verified: " + DescribeError.of(failed))));
    }
    return outcomes;
  }

  /** Writes what became of accounts; to be committed together with the outcomes in the plan. */
  public void record(
      Assignment assignment,
      Map<String, Outcome> outcomes,
      Map<String, Integer> lapses,
      Instant now) {
    List<String> erased = new ArrayList<>();
    List<Evidence> records = new ArrayList<>();
    outcomes.forEach(
        (id, outcome) -> {
          if (outcome instanceof Outcome.Done done) {
            erased.add(id);
            records.add(
                evidence(
                    EvidenceKind.ERASURE_OUTCOME,
                    assignment,
                    id,
                    lapses,
                    now,
                    Map.of("rows", done.rowsBySet())));
          } else if (outcome instanceof Outcome.Failed failed) {
            records.add(
                evidence(
                    EvidenceKind.ERASURE_FAILED,
                    assignment,
                    id,
                    lapses,
                    now,
                    Map.of("error", failed.error(), "rows", failed.rowsBySet())));
          }
        });
    if (!erased.isEmpty()) {
      jdbc.sql(ERASED)
          .param("ids", erased.toArray(String[]::new))
          .param("now", Timestamps.parameter(now))
          .update();
    }
    evidence.append(records);
  }

  private static Evidence evidence(
      EvidenceKind kind,
      Assignment assignment,
      String id,
      Map<String, Integer> lapses,
      Instant now,
      Map<String, ?> detail) {
    return new Evidence(
        kind, now, id, lapses.get(id), assignment.run(), assignment.actor(), detail);
  }

  private static String words(Map<String, Long> rows) {
    return rows.entrySet().stream()
        .map(left -> "%d in %s".formatted(left.getValue(), left.getKey()))
        .collect(Collectors.joining(", "));
  }
}
