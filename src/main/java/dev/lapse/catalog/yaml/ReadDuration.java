package dev.lapse.catalog.yaml;

import dev.lapse.file.WrongFile;
import dev.lapse.file.YamlMap;
import dev.lapse.file.YamlValue;
import java.time.DateTimeException;
import java.time.Duration;

/** Reads how long Lapse waits for a store that is not a database. */
final class ReadDuration {
  private static final Duration VERIFY_AGAIN = Duration.ofMinutes(10);
  private static final Duration LONGEST = Duration.ofDays(1);

  private ReadDuration() {}

  /** The pause between two checks if one that finds nothing is not sufficient. */
  static Duration verifyAgain(YamlMap store) {
    return store.find("verify-again").map(ReadDuration::of).orElse(VERIFY_AGAIN);
  }

  /** A duration from zero to a day. */
  static Duration of(YamlValue value) {
    try {
      Duration pause = Duration.parse(value.text());
      if (!pause.isNegative() && pause.compareTo(LONGEST) <= 0) {
        return pause;
      }
    } catch (DateTimeException notADuration) {
      // falls through to the same message
    }
    throw wrong(value);
  }

  static WrongFile wrong(YamlValue value) {
    return value.wrong(
        "'%s' is '%s', but must be a duration of at most a day, such as PT10M"
            .formatted(value.name(), value.text()));
  }
}
