package dev.lapse.policy;

import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When an account is reminded of a deadline, and of which one. */
public enum Milestone {
  GRACE_ENDING_2(Kind.GRACE_ENDING, 2),
  GRACE_ENDING_1(Kind.GRACE_ENDING, 1),
  RETENTION_ENDING_30(Kind.RETENTION_ENDING, 30),
  RETENTION_ENDING_7(Kind.RETENTION_ENDING, 7),
  RETENTION_ENDING_1(Kind.RETENTION_ENDING, 1);

  /** What ends. */
  public enum Kind {
    /** Full access, at the cut-off. */
    GRACE_ENDING(JobName.CUT_OFF),
    /** The retained data, at its expiry. */
    RETENTION_ENDING(JobName.EXPIRE);

    private final JobName job;

    Kind(JobName job) {
      this.job = job;
    }

    /** The job that carries out what is announced. */
    public JobName job() {
      return job;
    }

    public String text() {
      return EnumNames.of(this);
    }

    /** The deadline of this kind; null if there is none. */
    public @Nullable Instant deadline(Deadlines deadlines) {
      return switch (this) {
        case GRACE_ENDING -> deadlines.cutOff();
        case RETENTION_ENDING -> deadlines.expiry();
      };
    }
  }

  private final Kind kind;
  private final int daysBefore;

  Milestone(Kind kind, int daysBefore) {
    this.kind = kind;
    this.daysBefore = daysBefore;
  }

  public Kind kind() {
    return kind;
  }

  public int daysBefore() {
    return daysBefore;
  }

  /** Such as {@code grace-ending-2}. */
  public String text() {
    return EnumNames.of(this);
  }

  public static Optional<Milestone> of(String text) {
    return EnumNames.find(Milestone.class, text);
  }

  /** The reminders of these deadlines: calendar days before them, in the account's time zone. */
  public static List<Reminder> before(Deadlines deadlines, ZoneId zone) {
    return Arrays.stream(values())
        .flatMap(milestone -> milestone.reminder(deadlines, zone).stream())
        .toList();
  }

  private Optional<Reminder> reminder(Deadlines deadlines, ZoneId zone) {
    return Optional.ofNullable(kind.deadline(deadlines))
        .map(
            deadline ->
                new Reminder(
                    this, Policy.plus(deadline, Period.ofDays(-daysBefore), zone), deadline))
        // a zone may skip a whole day; then the day before is the same instant
        .filter(reminder -> reminder.due().isBefore(reminder.deadline()));
  }
}
