package dev.lapse.erase.store;

import dev.lapse.policy.KeptPeriod;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;

/**
 * The dates from which an account's rows of one set are kept.
 *
 * @param ascending the different dates; instants in UTC
 * @param undated true if there are rows without a date: NULL, infinite, or after the year 9999.
 *     Their period is counted from the lapse
 */
public record RowDates(Type type, List<LocalDateTime> ascending, boolean undated) {
  public RowDates {
    ascending = List.copyOf(ascending);
  }

  /** What a date says. */
  public enum Type {
    /** A day of an unknown zone. */
    DATE,
    /** A time of an unknown zone. */
    TIMESTAMP,
    /** An instant. */
    TIMESTAMPTZ;

    /** When the period of a row is over. */
    public Instant until(LocalDateTime date, KeptPeriod period) {
      return switch (this) {
        case DATE -> period.after(date.toLocalDate());
        case TIMESTAMP -> period.after(date);
        case TIMESTAMPTZ -> period.after(date.toInstant(ZoneOffset.UTC));
      };
    }
  }

  /**
   * The rows whose period is over. Dates are taken in order until the first that is not due: where
   * clocks were set back, a later row may be due earlier, and waits.
   *
   * @param withoutDate when rows without a date are due
   */
  public DueRows due(KeptPeriod period, Instant withoutDate, Instant now) {
    LocalDateTime upTo = null;
    for (LocalDateTime date : ascending) {
      if (type.until(date, period).isAfter(now)) {
        break;
      }
      upTo = date;
    }
    return new DueRows(upTo, !withoutDate.isAfter(now));
  }

  /** The dates of the other rows. */
  public RowDates without(DueRows due) {
    LocalDateTime upTo = due.upTo();
    return new RowDates(
        type,
        upTo == null ? ascending : ascending.stream().filter(date -> date.isAfter(upTo)).toList(),
        undated && !due.undated());
  }

  /** True if there are no such rows. */
  public boolean isEmpty() {
    return ascending.isEmpty() && !undated;
  }

  /**
   * When the next rows are due.
   *
   * @param withoutDate when rows without a date are due, and rows that may still come
   */
  public Instant next(KeptPeriod period, Instant withoutDate) {
    Instant first = ascending.isEmpty() ? withoutDate : type.until(ascending.get(0), period);
    return undated && withoutDate.isBefore(first) ? withoutDate : first;
  }

  /**
   * When the last rows are due.
   *
   * @param withoutDate when rows without a date are due
   */
  public Instant last(KeptPeriod period, Instant withoutDate) {
    Instant last =
        ascending.isEmpty() ? withoutDate : type.until(ascending.get(ascending.size() - 1), period);
    return undated && withoutDate.isAfter(last) ? withoutDate : last;
  }
}
