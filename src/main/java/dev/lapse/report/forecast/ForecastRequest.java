package dev.lapse.report.forecast;

import dev.lapse.policy.JobName;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a forecast.
 *
 * @param days 1 to {@link #MOST_DAYS}
 * @param jobs in the order of the result
 * @param countFor how long rows may be counted; null not to count them
 */
public record ForecastRequest(
    int days, List<JobName> jobs, List<String> cells, @Nullable Duration countFor) {
  /** The default number of days. */
  public static final int USUAL_DAYS = 7;

  /** Covers, with a retention period of one year, all promises made so far. */
  public static final int MOST_DAYS = 366;

  public ForecastRequest {
    jobs = List.copyOf(jobs);
    cells = List.copyOf(cells);
  }

  /** Why this number of days is refused; null if it is allowed. */
  public static @Nullable String wrongDays(String name, String text) {
    try {
      int days = Integer.parseInt(text);
      if (days >= 1 && days <= MOST_DAYS) {
        return null;
      }
    } catch (NumberFormatException noNumber) {
      // reported below, like a number that is out of range
    }
    return "%s is '%s', but must be a number from 1 to %d".formatted(name, text, MOST_DAYS);
  }
}
