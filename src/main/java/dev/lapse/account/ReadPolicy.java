package dev.lapse.account;

import dev.lapse.file.Labels;
import dev.lapse.file.WrongFile;
import dev.lapse.file.YamlMap;
import dev.lapse.file.YamlValue;
import dev.lapse.policy.AccountState;
import dev.lapse.policy.CancelReason;
import dev.lapse.policy.EnumNames;
import dev.lapse.policy.Policy;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads {@code policy.yaml}. The file replaces the packaged one as a whole, so every key must be
 * present: no promise to a customer comes from a default that nobody reviewed. Only the lists of
 * reasons and lengths may be absent; they promise nothing and are not part of the version.
 */
public final class ReadPolicy {
  /** Every key, with an example for the message about a missing one. */
  private static final List<Map.Entry<String, String>> KEYS =
      List.of(
          Map.entry("version", "\"1\""),
          Map.entry("grace-period", "P5D"),
          Map.entry("retention-period", "P1Y"),
          Map.entry("pause-every", "P12M"),
          Map.entry("retention-choice", "[paused]"),
          Map.entry("erase-ended-trials", "false"),
          Map.entry("features", "[automations, campaigns, crm]"),
          Map.entry("data-access", "[contacts, deals, reports]"));

  private static final List<String> LAPSED_STATES =
      EnumNames.all(AccountState.class).stream()
          .filter(state -> !state.equals(AccountState.ACTIVE.text()))
          .toList();

  private static final String REASONS = "reasons";
  private static final String PAUSE_LENGTHS = "pause-lengths";
  private static final int LONGEST_CODE = 40;
  private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,39}");
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*");

  /** Any day will do: two periods are compared by adding them to it. */
  private static final LocalDate SOME_DAY = LocalDate.of(2026, 1, 1);

  private ReadPolicy() {}

  /**
   * The policy of the file. Its version is the one in the file, a dash, and eight digits of the
   * SHA-256 of the rules, so that rules changed under the same version count as a different policy.
   *
   * @throws WrongFile if a key is missing or unknown, or has an invalid value
   */
  public static Policy from(YamlMap file) {
    file.allowOnly(
        Stream.concat(KEYS.stream().map(Map.Entry::getKey), Stream.of(REASONS, PAUSE_LENGTHS))
            .toArray(String[]::new));
    KEYS.forEach(key -> require(file, key.getKey(), key.getValue()));
    List<String> features = names(file.get("features"), "feature", Set.of());
    Policy rules =
        new Policy(
            version(file.get("version")),
            file.get("grace-period").period(),
            file.get("retention-period").period(),
            file.get("pause-every").period(),
            retentionChoice(file.get("retention-choice")),
            file.get("erase-ended-trials").bool(),
            features,
            names(file.get("data-access"), "data access", Set.copyOf(features)),
            file.find(REASONS).map(ReadPolicy::reasons).orElse(List.of()),
            file.find(PAUSE_LENGTHS).map(ReadPolicy::pauseLengths).orElse(List.of()));
    if (SOME_DAY.plus(rules.retention()).isBefore(SOME_DAY.plus(rules.grace()))) {
      throw file.get("retention-period")
          .wrong(
              "'retention-period' is %s, but must be at least as long as 'grace-period', which is %s"
                  .formatted(rules.retention(), rules.grace()));
    }
    return new Policy(
        rules.version() + "-" + digest(rules),
        rules.grace(),
        rules.retention(),
        rules.pauseEvery(),
        rules.retentionChoice(),
        rules.eraseEndedTrials(),
        rules.features(),
        rules.dataAccess(),
        rules.reasons(),
        rules.pauseLengths());
  }

  private static void require(YamlMap file, String key, String example) {
    if (file.find(key).isEmpty()) {
      throw new WrongFile(
          file.at(key),
          "'%s' %s; this file replaces the packaged one as a whole, so every key must be in it: add for example '%s: %s'"
              .formatted(
                  key, file.keys().contains(key) ? "has no value" : "is missing", key, example));
    }
  }

  private static String version(YamlValue value) {
    String version = value.text();
    if (!VERSION.matcher(version).matches()) {
      throw value.wrong(
          "'version' is '%s', but must be up to 40 letters, digits, dots and hyphens, such as 1 or 2026-11"
              .formatted(version));
    }
    return version;
  }

  private static Set<AccountState> retentionChoice(YamlValue value) {
    Set<AccountState> choice = new TreeSet<>();
    for (YamlValue item : value.list()) {
      AccountState state =
          EnumNames.find(AccountState.class, item.oneOf(LAPSED_STATES)).orElseThrow();
      if (!choice.add(state)) {
        throw item.wrong("'%s' appears twice in 'retention-choice'".formatted(state.text()));
      }
    }
    return choice;
  }

  private static List<CancelReason> reasons(YamlValue value) {
    List<CancelReason> reasons = new ArrayList<>();
    for (YamlValue item : value.list()) {
      YamlMap map = item.map().allowOnly("code", "label", "text");
      YamlValue code = map.get("code");
      if (!NAME.matcher(code.text()).matches() || code.text().length() > LONGEST_CODE) {
        throw code.wrong(
            "'%s' is not a valid code of a reason; use up to %d lower-case letters, digits and hyphens, such as too-expensive"
                .formatted(code.text(), LONGEST_CODE));
      }
      if (reasons.stream().anyMatch(reason -> reason.code().equals(code.text()))) {
        throw code.wrong("the reason '%s' appears twice".formatted(code.text()));
      }
      reasons.add(
          new CancelReason(
              code.text(),
              Labels.read(map.get("label")),
              map.find("text").map(YamlValue::bool).orElse(false)));
    }
    return reasons;
  }

  private static List<Period> pauseLengths(YamlValue value) {
    List<Period> lengths = new ArrayList<>();
    for (YamlValue item : value.list()) {
      Period length = item.period();
      if (lengths.contains(length)) {
        throw item.wrong("the length %s appears twice in 'pause-lengths'".formatted(length));
      }
      lengths.add(length);
    }
    return lengths;
  }

  private static List<String> names(YamlValue value, String what, Set<String> taken) {
    List<String> names = new ArrayList<>();
    for (YamlValue item : value.list()) {
      String name = item.text();
      if (!NAME.matcher(name).matches()) {
        throw item.wrong(
            "'%s' is not a valid name of a %s; use lower-case letters, digits and hyphens, such as crm or email-campaigns"
                .formatted(name, what));
      }
      if (names.contains(name) || taken.contains(name)) {
        throw item.wrong("the %s '%s' appears twice".formatted(what, name));
      }
      names.add(name);
    }
    return names;
  }

  /** A digest of the rules alone: comments and the order of keys and names do not change it. */
  private static String digest(Policy rules) {
    String canonical =
        String.join(
            "\n",
            "grace-period: " + rules.grace().normalized(),
            "retention-period: " + rules.retention().normalized(),
            "pause-every: " + rules.pauseEvery().normalized(),
            "retention-choice: "
                + rules.retentionChoice().stream().map(AccountState::text).sorted().toList(),
            "erase-ended-trials: " + rules.eraseEndedTrials(),
            "features: " + new TreeSet<>(rules.features()),
            "data-access: " + new TreeSet<>(rules.dataAccess()));
    try {
      byte[] sha256 =
          MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha256, 0, 4);
    } catch (NoSuchAlgorithmException neverOnAnyJava) {
      throw new IllegalStateException(neverOnAnyJava);
    }
  }
}
