package dev.lapse.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.file.JobsFolder;
import dev.lapse.file.WrongFile;
import dev.lapse.policy.JobName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadJobSettingsTest {
  private static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");
  private static final UnaryOperator<String> UNSET =
      text -> text.equals("${LAPSE_MODE:observe}") ? "observe" : text;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void packagedFileObservesAndHasLimits(JobName job) {
    JobSettings settings = ReadJobSettings.from(new JobsFolder(null, UNSET), job, NOW);

    assertThat(settings.job()).isEqualTo(job);
    assertThat(settings.mode()).isEqualTo(RunMode.OBSERVE);
    assertThat(settings.zone()).isEqualTo(ZoneId.of("UTC"));
    assertThat(settings.window()).isEqualTo(LocalTime.of(6, 0));
    assertThat(settings.parallelism()).isEqualTo(2);
    assertThat(settings.throttle()).isEqualTo(new Throttle(500, 0, Throttle.LOCK_TIMEOUT));
    assertThat(settings.limits().percentOfAccounts()).isBetween(1, 50);
  }

  @Test
  void whatIsLeftOutHasThePackagedValueAlsoInsideMaps() throws IOException {
    JobSettings settings =
        read(
            """
            zone: Europe/Paris
            limits: {accounts: 7}
            throttle: {pause-millis: 20}
            """);

    JobSettings packaged = ReadJobSettings.from(new JobsFolder(null, UNSET), JobName.PURGE, NOW);
    assertThat(settings)
        .isEqualTo(
            new JobSettings(
                JobName.PURGE,
                packaged.cron(),
                ZoneId.of("Europe/Paris"),
                packaged.mode(),
                new Limits(7, packaged.limits().percentOfAccounts()),
                packaged.window(),
                packaged.parallelism(),
                new Throttle(packaged.throttle().chunkMillis(), 20, Throttle.LOCK_TIMEOUT)));
  }

  @Test
  void windowMayBeNone() throws IOException {
    assertThat(read("window: none").window()).isNull();
  }

  @Test
  void cronIsKeptInOneSpelling() throws IOException {
    assertThat(read("cron: 0  15 2 ? * mon-fri ").cron()).isEqualTo("0 15 2 ? * MON-FRI");
  }

  @Test
  void modeComesFromTheEnvironment() {
    JobsFolder jobs =
        new JobsFolder(
            null, text -> Map.of("${LAPSE_MODE:observe}", "enforce").getOrDefault(text, text));

    assertThat(ReadJobSettings.from(jobs, JobName.PURGE, NOW).mode()).isEqualTo(RunMode.ENFORCE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "crom: 0 0 2 * * ? | unknown key 'crom'; did you mean 'cron'?",
        "limits: {acounts: 5} | did you mean 'accounts'?",
        "throttle: {chunk-milis: 5} | did you mean 'chunk-millis'?",
        "limits: 5 | 'limits' must be a map",
        "limits: {accounts: 0} | must be a whole number from 1",
        "limits: {percent-of-accounts: 101} | must be a whole number from 1 to 100",
        "limits: {percent-of-accounts: 0} | must be a whole number from 1 to 100",
        "parallelism: 17 | must be a whole number from 1 to 16",
        "parallelism: 0 | must be a whole number from 1 to 16",
        "throttle: {chunk-millis: 9} | must be a whole number from 10 to 60000",
        "throttle: {pause-millis: -1} | must be a whole number from 0 to 60000",
        "mode: off | must be one of observe, enforce",
        "mode: | 'mode' is empty; write a value, or leave 'mode' out",
        "limits: {accounts: } | 'accounts' is empty",
        "window: 6:00 | must be a time of day from 00:00 to 23:59, such as 06:00, or none",
        "window: '24:00' | must be a time of day",
        "window: 24:00 | must be a time of day",
        "zone: Europe/Pariss | did you mean 'Europe/Paris'?",
        "zone: UTC+2 | which the scheduler does not know",
        "cron: 30 2 * * 0-6 | write '0 30 2 ? * SUN-SAT'",
        "cron: 30 2 * * * | five fields of Unix cron; write '0 30 2 * * ?'",
        "cron: 30 2 1,15 * * | write '0 30 2 1,15 * ?'",
        "cron: 30 2 * * 1-5 | write '0 30 2 ? * MON-FRI'",
        "cron: 30 2 1 * 1 | write six fields such as 0 30 2 * * ?",
        "cron: 0 30 2 * * * | write '0 30 2 * * ?'",
        "cron: 0 0 2 * * ? 2020 | never fires after",
        "cron: 0 0 2 30 2 ? | never fires after",
        "cron: 0 0 2 | six or seven fields",
        "cron: 0 60 2 * * ? | values must be between 0 and 59",
        "cron: 0 0 2 ? * MON- | Illegal cron expression format; write six fields",
      })
  void refusesWhatIsWrongWithFileLineAndWhatWouldBeRight(String line, String reason) {
    assertThatThrownBy(() -> read("# comment\n" + line))
        .isInstanceOf(WrongFile.class)
        .hasMessageStartingWith(folder.resolve("purge.yaml") + ":2: ")
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTC", "+02:00", "Europe/Paris", "Etc/GMT+5", "Z"})
  void takesZonesThatTheSchedulerReadsAlike(String zone) throws IOException {
    assertThat(read("zone: " + zone).zone()).isEqualTo(ZoneId.of(zone));
  }

  @ParameterizedTest
  @CsvSource({
    // packaged: 06:00 UTC
    "2026-11-23T02:00:00Z, 2026-11-23T06:00:00Z",
    "2026-11-23T06:00:00Z, 2026-11-23T06:00:00Z",
    "2026-11-23T06:00:00.000000001Z, 2026-11-24T06:00:00Z",
    "2026-11-22T23:00:00Z, 2026-11-23T06:00:00Z",
  })
  void windowEndsTheFirstTimeTheClockShowsIt(Instant asOf, Instant end) throws IOException {
    assertThat(read("mode: observe").windowEnd(asOf)).contains(end);
  }

  private JobSettings read(String yaml) throws IOException {
    Files.writeString(folder.resolve("purge.yaml"), yaml);
    return ReadJobSettings.from(new JobsFolder(folder, UNSET), JobName.PURGE, NOW);
  }
}
