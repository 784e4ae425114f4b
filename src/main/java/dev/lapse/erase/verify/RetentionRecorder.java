package dev.lapse.erase.verify;

import dev.lapse.account.Account;
import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.DataSet;
import dev.lapse.clock.Timestamps;
import dev.lapse.erase.store.KeptRows;
import dev.lapse.erase.store.RowDates;
import dev.lapse.policy.KeptPeriod;
import dev.lapse.policy.Policy;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Records, when an account is erased, until when each kept set is retained. */
@Component
public class RetentionRecorder {
  private static final String KEPT =
      """
      insert into lapse.kept (account_id, lapse_number, set_name, why, keep_until, counted_by, period, zone)
      select :account, :lapse, :set, :why, :until, :countedBy, :period, :zone
      where not exists (
        select
        from lapse.kept
        where account_id = :account
          and lapse_number = :lapse
          and set_name = :set
      )
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

  /**
   * Until when each kept set is retained, by name, as far as it is counted from the lapse: the rows
   * are not known before the erasure.
   */
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
  Map<String, Map<String, String>> record(Account account, KeptRows rows, Instant now) {
    Map<String, Map<String, String>> kept = new TreeMap<>();
    Instant lapsedAt = account.lapsedAt();
    if (lapsedAt == null) {
      return kept;
    }
    for (DataSet set : catalog.get().sets()) {
      DataSet.Keep keep = set.keep();
      if (keep != null && catalog.get().isInCell(set, account.cell())) {
        kept.put(set.name(), record(account, lapsedAt, set, keep, rows, now));
      }
    }
    return kept;
  }

  private Map<String, String> record(
      Account account,
      Instant lapsedAt,
      DataSet set,
      DataSet.Keep keep,
      KeptRows rows,
      Instant now) {
    String id = account.id();
    boolean byDate = catalog.get().goesByDate(set);
    KeptPeriod period = new KeptPeriod(keep.duration(), account.zone());
    Instant fromLapse = period.after(lapsedAt);
    DataSet root = catalog.get().goesWith(set);
    RowDates dates = rows.of(id, root.name());
    Instant first = byDate ? notBefore(now, dates.next(period, fromLapse)) : fromLapse;
    Instant last =
        byDate
            ? notBefore(first, dates.last(period, fromLapse))
            : lastReferring(account, lapsedAt, root, rows, fromLapse);
    jdbc.sql(KEPT)
        .param("account", id)
        .param("lapse", account.lapseNumber())
        .param("set", set.name())
        .param("why", keep.why())
        .param("until", Timestamps.parameter(byDate ? first : last))
        .param("countedBy", byDate ? keep.countedBy() : null)
        .param("period", byDate ? keep.duration().toString() : null)
        .param("zone", byDate ? account.zone().getId() : null)
        .update();
    Map<String, String> detail = new TreeMap<>();
    detail.put("until", last.toString());
    detail.put("why", keep.why());
    if (byDate) {
      detail.put("from", first.toString());
    }
    return detail;
  }

  /** Rows stay as long as kept rows that refer to them. */
  private Instant lastReferring(
      Account account, Instant lapsedAt, DataSet set, KeptRows rows, Instant own) {
    Instant last = own;
    for (String name : rows.referring().getOrDefault(set.name(), Set.of())) {
      DataSet.Keep keep = catalog.get().set(name).map(DataSet::keep).orElseThrow();
      KeptPeriod period = new KeptPeriod(keep.duration(), account.zone());
      last = notBefore(last, rows.of(account.id(), name).last(period, period.after(lapsedAt)));
    }
    return last;
  }

  private static Instant notBefore(Instant least, Instant instant) {
    return instant.isBefore(least) ? least : instant;
  }
}
