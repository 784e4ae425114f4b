package dev.lapse.erase.verify;

import dev.lapse.account.Account;
import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.DataSet;
import dev.lapse.clock.Timestamps;
import dev.lapse.policy.Policy;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Records, when an account is erased, until when each kept set is retained. */
@Component
public class RetentionRecorder {
  private static final String KEPT =
      """
      insert into lapse.kept (account_id, lapse_number, set_name, why, keep_until)
      values (:account, :lapse, :set, :why, :until)
      on conflict do nothing
      """;

  /** Zones differ by up to a day, and ends of months by up to three. */
  private static final int SLACK_DAYS = 5;

  private final JdbcClient jdbc;
  private final Supplier<Catalog> catalog;

  RetentionRecorder(JdbcClient jdbc, Supplier<Catalog> catalog) {
    this.jdbc = jdbc;
    this.catalog = catalog;
  }

  /** True if there are kept sets. */
  public boolean keepsAnything() {
    return catalog.get().sets().stream().anyMatch(set -> set.keep() != null);
  }

  /**
   * Accounts that lapsed after this instant have no kept set that is due at {@code last}; empty if
   * there are no kept sets.
   */
  public Optional<Instant> latestLapse(Instant last) {
    return catalog.get().sets().stream()
        .map(DataSet::keep)
        .filter(Objects::nonNull)
        .map(keep -> last.atZone(ZoneOffset.UTC).minus(keep.duration()).plusDays(SLACK_DAYS))
        .map(ZonedDateTime::toInstant)
        .max(Comparator.naturalOrder());
  }

  /** Until when each kept set is retained, by name. */
  public Map<String, Instant> until(Instant lapsedAt, ZoneId zone, String cell) {
    Map<String, Instant> until = new TreeMap<>();
    for (DataSet set : catalog.get().sets()) {
      DataSet.Keep keep = set.keep();
      if (keep != null && catalog.get().isInCell(set, cell)) {
        until.put(set.name(), Policy.plus(lapsedAt, keep.duration(), zone));
      }
    }
    return until;
  }

  /** By set, until when and why, for the evidence. */
  Map<String, Map<String, String>> record(Account account) {
    Map<String, Map<String, String>> kept = new TreeMap<>();
    Instant lapsedAt = account.lapsedAt();
    Map<String, Instant> untils =
        lapsedAt == null ? Map.of() : until(lapsedAt, account.zone(), account.cell());
    for (DataSet set : catalog.get().sets()) {
      DataSet.Keep keep = set.keep();
      Instant until = untils.get(set.name());
      if (keep != null && until != null) {
        jdbc.sql(KEPT)
            .param("account", account.id())
            .param("lapse", account.lapseNumber())
            .param("set", set.name())
            .param("why", keep.why())
            .param("until", Timestamps.parameter(until))
            .update();
        kept.put(set.name(), Map.of("until", until.toString(), "why", keep.why()));
      }
    }
    return kept;
  }
}
