package dev.lapse.account.imports;

import dev.lapse.account.Account;
import dev.lapse.account.RefusedByRule;
import dev.lapse.account.ValueParser;
import dev.lapse.file.NearestName;
import dev.lapse.policy.AccountKind;
import dev.lapse.policy.AccountState;
import dev.lapse.policy.Lapse;
import dev.lapse.policy.Policy;
import dev.lapse.problem.Fields;
import dev.lapse.problem.WrongFields;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One line of an import: an account as the product knows it. {@code lapsedAt} is null if and only
 * if the account is active.
 */
public record ImportLine(
    String id,
    @Nullable String name,
    AccountKind kind,
    AccountState state,
    @Nullable Instant lapsedAt,
    boolean retainData,
    ZoneId zone,
    String cell) {
  /** The keys of a line; without {@code id} where the account is named otherwise. */
  static final List<String> KEYS =
      List.of("id", "name", "kind", "state", "lapsedAt", "retainData", "timeZone", "cell");

  /**
   * Reads a line.
   *
   * @param cells the cells that exist
   * @param now a lapse more than five minutes later is rejected
   * @throws WrongFields with all reasons
   */
  static ImportLine of(JsonNode object, List<String> cells, Instant now) {
    Fields fields = new Fields(object, KEYS);
    return read(fields.required("id"), fields, cells, now);
  }

  /**
   * Reads the other fields of an account whose id is known.
   *
   * @throws WrongFields with all reasons
   */
  public static ImportLine of(String id, JsonNode object, List<String> cells, Instant now) {
    Fields fields = new Fields(object, KEYS.subList(1, KEYS.size()));
    fields.checkText("id", id);
    return read(id, fields, cells, now);
  }

  private static ImportLine read(String id, Fields fields, List<String> cells, Instant now) {
    String name = fields.text("name");
    AccountKind kind = fields.require("kind", ValueParser.constant(AccountKind.class, "kind"));
    AccountState state = fields.require("state", ValueParser.constant(AccountState.class, "state"));
    Instant lapsedAt = lapsedAt(fields, state, now);
    boolean retainData = fields.flag("retainData");
    ZoneId zone = fields.read("timeZone", ValueParser::zone);
    String cell = Optional.ofNullable(fields.text("cell")).orElse("main");
    if (!cells.contains(cell)) {
      fields.wrong(
          "cell",
          "'cell' is '%s', but no store has a cell of this name%s"
              .formatted(cell, NearestName.hint(cell, cells)));
    }
    fields.check();
    return new ImportLine(
        id,
        name,
        Objects.requireNonNull(kind),
        Objects.requireNonNull(state),
        lapsedAt,
        retainData,
        zone == null ? ZoneId.of("UTC") : zone,
        cell);
  }

  private static @Nullable Instant lapsedAt(
      Fields fields, @Nullable AccountState state, Instant now) {
    if (state != AccountState.ACTIVE) {
      return state == null
          ? fields.read("lapsedAt", ValueParser.lapsedAt(now))
          : fields.require("lapsedAt", ValueParser.lapsedAt(now));
    }
    if (fields.has("lapsedAt")) {
      fields.wrong(
          "lapsedAt",
          "'lapsedAt' is given, but the account is active; leave it out, or say paused, closed or trial-ended");
    }
    return null;
  }

  /**
   * Refuses a lapse that the policy does not allow.
   *
   * @throws RefusedByRule if the policy does not allow it
   */
  void refuseUnlessAllowed(Policy policy) {
    Lapse lapse = lapse();
    if (lapse != null) {
      RefusedByRule.unlessAllowed(policy.mayLapse(lapse), zone);
    }
  }

  /**
   * True if this is the account's current lapse, given with more or fewer digits: one of the
   * instants is the other one, rounded to its second or millisecond.
   */
  boolean isRoundedLapseOf(Account known) {
    Instant knownAt = known.lapsedAt();
    return lapsedAt != null
        && knownAt != null
        && state == known.state()
        && !lapsedAt.equals(knownAt)
        && (isRounded(lapsedAt, knownAt) || isRounded(knownAt, lapsedAt));
  }

  private static boolean isRounded(Instant rounded, Instant exact) {
    return Stream.of(ChronoUnit.SECONDS, ChronoUnit.MILLIS)
        .anyMatch(
            unit ->
                rounded.equals(exact.truncatedTo(unit))
                    || rounded.equals(
                        exact.plus(unit.getDuration().dividedBy(2)).truncatedTo(unit)));
  }

  /** This line with the known instant of the lapse, if it says an earlier one for the same. */
  ImportLine notEarlierThan(@Nullable Account known) {
    return known == null
            || !isRoundedLapseOf(known)
            || Objects.requireNonNull(lapsedAt).isAfter(known.lapsedAt())
        ? this
        : new ImportLine(id, name, kind, state, known.lapsedAt(), retainData, zone, cell);
  }

  /** The account's lapse, or null if it is active. */
  @Nullable Lapse lapse() {
    return lapsedAt == null ? null : new Lapse(kind, state, lapsedAt, retainData, zone);
  }
}
