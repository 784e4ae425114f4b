package dev.lapse.plan;

import dev.lapse.file.JobsFolder;
import dev.lapse.file.WrongFile;
import dev.lapse.file.YamlMap;
import dev.lapse.file.YamlValue;
import dev.lapse.policy.EnumNames;
import dev.lapse.policy.JobName;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.Optional;
import java.util.TimeZone;
import org.jspecify.annotations.Nullable;

/**
 * Reads the file of a job. Keys that the user's file leaves out have the packaged value, also
 * inside {@code limits} and {@code throttle}.
 */
public final class ReadJobSettings {
  private static final String NO_WINDOW = "none";
  private static final DateTimeFormatter TIME_OF_DAY =
      DateTimeFormatter.ofPattern("HH:mm").withResolverStyle(ResolverStyle.STRICT);

  private ReadJobSettings() {}

  /**
   * Reads the file of a job.
   *
   * @param now a cron that never fires after it is refused
   * @throws WrongFile with file, line, the mistake and how to correct it
   */
  public static JobSettings from(JobsFolder jobs, JobName job, Instant now) {
    String file = job.text() + ".yaml";
    Merged top = new Merged(jobs.users(file), jobs.packaged(file));
    top.allowOnly("cron", "zone", "mode", "limits", "window", "parallelism", "throttle");
    Merged limits = top.inside("limits");
    limits.allowOnly("accounts", "percent-of-accounts");
    Merged throttle = top.inside("throttle");
    throttle.allowOnly("chunk-millis", "pause-millis", "lock-timeout");
    ZoneId zone = zone(top.get("zone"));
    return new JobSettings(
        job,
        ReadCron.from(top.get("cron"), zone, now),
        zone,
        EnumNames.find(RunMode.class, top.get("mode").oneOf(EnumNames.all(RunMode.class)))
            .orElseThrow(),
        new Limits(
            limits.get("accounts").integer(1, Integer.MAX_VALUE),
            limits.get("percent-of-accounts").integer(1, 100)),
        window(top.get("window")),
        top.get("parallelism").integer(1, JobSettings.MOST_WORKERS),
        new Throttle(
            throttle.get("chunk-millis").integer(Throttle.SHORTEST_CHUNK, Throttle.LONGEST),
            throttle.get("pause-millis").integer(0, Throttle.LONGEST),
            lockTimeout(throttle.get("lock-timeout"))));
  }

  private static Duration lockTimeout(YamlValue value) {
    try {
      Duration timeout = Duration.parse(value.text());
      if (timeout.toMillis() >= 1 && timeout.toMillis() <= Throttle.LONGEST) {
        return timeout;
      }
    } catch (DateTimeParseException | ArithmeticException notADuration) {
      // refused below
    }
    throw value.wrong(
        "'lock-timeout' is '%s', but must be a duration from PT0.001S to PT1M, such as PT0.2S"
            .formatted(value.text()));
  }

  /** Quartz reads zones as {@link TimeZone}, which silently treats unknown zones as GMT. */
  private static ZoneId zone(YamlValue value) {
    ZoneId zone = value.zone();
    TimeZone quartz = TimeZone.getTimeZone(TimeZone.getTimeZone(zone).getID());
    // only some JDKs read UTC+2 correctly: it is refused on all
    boolean dependsOnTheJdk = zone.getId().matches("(UTC|GMT|UT)[+-].*");
    if (dependsOnTheJdk || !quartz.toZoneId().getRules().equals(zone.getRules())) {
      throw value.wrong(
          "'zone' is '%s', which the scheduler does not know; use a name such as Europe/Paris or UTC"
              .formatted(zone));
    }
    return zone;
  }

  private static @Nullable LocalTime window(YamlValue value) {
    String text = value.text();
    if (text.equals(NO_WINDOW)) {
      return null;
    }
    try {
      return LocalTime.parse(text, TIME_OF_DAY);
    } catch (DateTimeParseException notATime) {
      throw value.wrong(
          "'window' is '%s', but must be a time of day from 00:00 to 23:59, such as 06:00, or none"
              .formatted(text));
    }
  }

  /** The user's map over the packaged one. */
  private record Merged(Optional<YamlMap> users, YamlMap packaged) {
    void allowOnly(String... keys) {
      packaged.allowOnly(keys);
      users.ifPresent(map -> map.allowOnly(keys));
    }

    YamlValue get(String key) {
      return users.flatMap(map -> written(map, key)).orElseGet(() -> packaged.get(key));
    }

    Merged inside(String key) {
      return new Merged(
          users.flatMap(map -> written(map, key)).map(YamlValue::map), packaged.get(key).map());
    }

    /** A key without a value is refused: it could mean "none" or "as packaged". */
    private static Optional<YamlValue> written(YamlMap map, String key) {
      if (map.keys().contains(key) && map.find(key).isEmpty()) {
        throw new WrongFile(
            map.at(key),
            "'%s' is empty; write a value, or leave '%s' out to use the packaged one"
                .formatted(key, key));
      }
      return map.find(key);
    }
  }
}
