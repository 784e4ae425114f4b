package dev.lapse.report.forecast;

import dev.lapse.policy.JobName;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to be foretold.
 *
 * @param days 1 to {@link #MOST_DAYS}
 * @param jobs in the order of the answer
 * @param countFor how long rows may be counted; null: they are not counted
 */
public record ForecastRequest(
    int days, List<JobName> jobs, List<String> cells, @Nullable Duration countFor) {
  /** Where nobody says for how many days. */
  public static final int USUAL_DAYS = 7;

  /** With a retention period of one year, everything that was promised until now. */
  public static final int MOST_DAYS = 366;

  public ForecastRequest {
    jobs = List.copyOf(jobs);
    cells = List.copyOf(cells);
  }

  /** Why there is no forecast of so many days; null if there is. */
  public static @Nullable String wrongDays(String name, String text) {
    try {
      int days = Integer.parseInt(text);
      if (days >= 1 && days <= MOST_DAYS) {
        return null;
      }
    } catch (NumberFormatException noNumber) {
      // told below, like a number that is out of bounds
    }
    return "%s is '%s', but must be a number from 1 to %d".formatted(name, text, MOST_DAYS);
  }
}
