package dev.lapse.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.file.JobsFolder;
import dev.lapse.file.WrongFile;
import dev.lapse.file.YamlMap;
import dev.lapse.policy.AccountState;
import dev.lapse.policy.CancelReason;
import dev.lapse.policy.Policy;
import java.time.Period;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadPolicyTest {
  private static final String FILE =
      """
      version: "7"
      grace-period: P5D
      retention-period: P1Y
      pause-every: P12M
      retention-choice: [paused]
      erase-ended-trials: false
      features: [automations, campaigns, crm]
      data-access: [contacts, deals, reports]
      """;

  @Test
  void readsThePackagedPolicy() {
    Policy policy =
        ReadPolicy.from(new JobsFolder(null, UnaryOperator.identity()).packaged("policy.yaml"));

    assertThat(policy.version()).matches("1-[0-9a-f]{8}");
    assertThat(policy.grace()).isEqualTo(Period.ofDays(5));
    assertThat(policy.retention()).isEqualTo(Period.ofYears(1));
    assertThat(policy.pauseEvery()).isEqualTo(Period.ofMonths(12));
    assertThat(policy.retentionChoice()).containsExactly(AccountState.PAUSED);
    assertThat(policy.eraseEndedTrials()).isFalse();
    assertThat(policy.features()).containsExactly("automations", "campaigns", "crm");
    assertThat(policy.dataAccess()).containsExactly("contacts", "deals", "reports");
  }

  @Test
  void readsOtherRules() {
    Policy policy =
        ReadPolicy.from(
            file(
                FILE.replace("[paused]", "[trial-ended, closed]")
                    .replace("false", "true")
                    .replace("[contacts, deals, reports]", "[]")));

    assertThat(policy.retentionChoice())
        .containsExactlyInAnyOrder(AccountState.CLOSED, AccountState.TRIAL_ENDED);
    assertThat(policy.eraseEndedTrials()).isTrue();
    assertThat(policy.dataAccess()).isEmpty();
    assertThat(ReadPolicy.from(file(FILE.replace("[paused]", "[]"))).retentionChoice()).isEmpty();
  }

  /** Deadlines in databases name it: the same rules must give the same version for good. */
  @Test
  void versionStaysTheSameFromReleaseToRelease() {
    assertThat(version(FILE)).isEqualTo("7-1d00fc3c");
  }

  @Test
  void versionDoesNotDependOnCommentsAndOrder() {
    List<String> lines = Arrays.asList(FILE.split("\n"));
    Collections.reverse(lines);

    assertThat(version(String.join(" # why\n\n", lines))).isEqualTo(version(FILE));
    assertThat(
            version(FILE.replace("[automations, campaigns, crm]", "[crm, automations, campaigns]")))
        .isEqualTo(version(FILE));
    assertThat(version(FILE.replace("P12M", "P1Y"))).isEqualTo(version(FILE));
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          P5D         | P6D
          P1Y         | P2Y
          P12M        | P13M
          [paused]    | [paused, closed]
          false       | true
          automations | robots
          contacts    | people
          , crm]      | ]
          """)
  void versionChangesWithEveryRule(String from, String to) {
    String changed = version(FILE.replace(from, to));

    assertThat(changed).startsWith("7-").isNotEqualTo(version(FILE));
  }

  @Test
  void versionDistinguishesFeaturesFromDataAccess() {
    assertThat(
            version(FILE.replace("crm]", "crm, deals]").replace("contacts, deals,", "contacts,")))
        .isNotEqualTo(version(FILE));
  }

  @ParameterizedTest(name = "without {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          version            | version: "1"
          grace-period       | grace-period: P5D
          retention-period   | retention-period: P1Y
          pause-every        | pause-every: P12M
          retention-choice   | retention-choice: [paused]
          erase-ended-trials | erase-ended-trials: false
          features           | features: [automations, campaigns, crm]
          data-access        | data-access: [contacts, deals, reports]
          """)
  void requiresEveryKeyAndSaysWhatToAdd(String key, String example) {
    String advice =
        "; this file replaces the packaged one as a whole, so every key must be in it: add for example '%s'"
            .formatted(example);

    refuses(FILE.replaceAll("(?m)^" + key + ":.*\n", ""), 1, "'" + key + "' is missing" + advice);
    int line = FILE.substring(0, FILE.indexOf(key + ":")).split("\n", -1).length;
    refuses(
        FILE.replaceAll("(?m)^" + key + ":.*", key + ":"),
        line,
        "'" + key + "' has no value" + advice);
  }

  @ParameterizedTest(name = "{1} instead of {0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          grace-period: P5D     | grace: P5D                | 2 | unknown key 'grace'; known: data-access, erase-ended-trials, features, grace-period, pause-every, pause-lengths, reasons, retention-choice, retention-period, version
          pause-every           | pause_every               | 4 | unknown key 'pause_every'; did you mean 'pause-every'?
          "7"                   | ""                        | 1 | 'version' must not be empty
          "7"                   | "7 b"                     | 1 | 'version' is '7 b', but must be up to 40 letters, digits, dots and hyphens, such as 1 or 2026-11
          "7"                   | [7]                       | 1 | 'version' must be a single value, but is a list
          P5D                   | PT5H                      | 2 | 'grace-period' is 'PT5H', but must be a calendar period of days, weeks, months or years, such as P5D, P1M or P1Y
          P5D                   | 5 days                    | 2 | 'grace-period' is '5 days', but must be a calendar period of days, weeks, months or years, such as P5D, P1M or P1Y
          P5D                   | P0D                       | 2 | 'grace-period' is 'P0D', but must be longer than zero, such as P5D, P1M or P1Y
          P5D                   | P-5D                      | 2 | 'grace-period' is 'P-5D', but must be longer than zero, such as P5D, P1M or P1Y
          P1Y                   | P4D                       | 3 | 'retention-period' is P4D, but must be at least as long as 'grace-period', which is P5D
          P5D                   | P366D                     | 3 | 'retention-period' is P1Y, but must be at least as long as 'grace-period', which is P366D
          P1Y                   | P0Y                       | 3 | 'retention-period' is 'P0Y', but must be longer than zero, such as P5D, P1M or P1Y
          P12M                  | -P12M                     | 4 | 'pause-every' is '-P12M', but must be longer than zero, such as P5D, P1M or P1Y
          [paused]              | paused                    | 5 | 'retention-choice' must be a list, such as [a, b], but is a single value
          [paused]              | [active]                  | 5 | 'retention-choice' is 'active', but must be one of paused, closed, trial-ended
          [paused]              | [paused, paused]          | 5 | 'paused' appears twice in 'retention-choice'
          false                 | no                        | 6 | 'erase-ended-trials' is 'no', but must be true or false
          campaigns             | Campaigns                 | 7 | 'Campaigns' is not a valid name of a feature; use lower-case letters, digits and hyphens, such as crm or email-campaigns
          campaigns             | e mail                    | 7 | 'e mail' is not a valid name of a feature; use lower-case letters, digits and hyphens, such as crm or email-campaigns
          campaigns             | 2nd                       | 7 | '2nd' is not a valid name of a feature; use lower-case letters, digits and hyphens, such as crm or email-campaigns
          campaigns             | ""                        | 7 | 'features' must not be empty
          campaigns             | crm                       | 7 | the feature 'crm' appears twice
          deals                 | reports                   | 8 | the data access 'reports' appears twice
          deals                 | crm                       | 8 | the data access 'crm' appears twice
          deals                 | {a: b}                    | 8 | 'data-access' must be a single value, but is a map
          """)
  void saysWhereAndWhatIsWrong(String right, String wrong, int line, String reason) {
    refuses(FILE.replace(right, wrong), line, reason);
  }

  @Test
  void readsReasonsAndLengthsWhichAreNotPartOfTheVersion() {
    String lists =
        """
        reasons:
          - {code: too-expensive, label: {en: Too expensive, fr: Trop cher}}
          - {code: other, label: {en: Another, fr: Une autre}, text: true}
        pause-lengths: [P1M, P6M]
        """;

    Policy policy = ReadPolicy.from(file(FILE + lists));

    assertThat(policy.reasons())
        .containsExactly(
            new CancelReason(
                "too-expensive", Map.of("en", "Too expensive", "fr", "Trop cher"), false),
            new CancelReason("other", Map.of("en", "Another", "fr", "Une autre"), true));
    assertThat(policy.pauseLengths()).containsExactly(Period.ofMonths(1), Period.ofMonths(6));
    assertThat(version(FILE + lists)).isEqualTo(version(FILE));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          reasons: [{code: Too much, label: {en: a, fr: b}}]  | 'Too much' is not a valid code of a reason; use up to 40 lower-case letters, digits and hyphens, such as too-expensive
          reasons: [{code: a, label: {en: a}}]                | 'label' has no 'fr'; customers read texts in en and fr, such as {en: invoices, fr: factures}
          reasons: [{code: a, label: {en: a, fr: b}}, {code: a, label: {en: c, fr: d}}] | the reason 'a' appears twice
          reasons: [{code: a}]                                | 'label' is missing in 'reasons'
          pause-lengths: [P1M, P1M]                           | the length P1M appears twice in 'pause-lengths'
          pause-lengths: [never]                              | 'pause-lengths' is 'never', but must be a calendar period of days, weeks, months or years, such as P5D, P1M or P1Y
          """)
  void refusesListsThatNobodyCanChooseFrom(String line, String reason) {
    refuses(FILE + line + "\n", FILE.split("\n").length + 1, reason);
  }

  @Test
  void allowsRetentionAsLongAsTheGracePeriod() {
    assertThat(ReadPolicy.from(file(FILE.replace("P1Y", "P5D"))).retention())
        .isEqualTo(Period.ofDays(5));
  }

  private static void refuses(String text, int line, String reason) {
    assertThatThrownBy(() -> ReadPolicy.from(file(text)))
        .isInstanceOf(WrongFile.class)
        .hasMessage("jobs/policy.yaml:" + line + ": " + reason);
  }

  private static String version(String text) {
    return ReadPolicy.from(file(text)).version();
  }

  private static YamlMap file(String text) {
    return YamlMap.read("jobs/policy.yaml", text, UnaryOperator.identity());
  }
}
