package dev.lapse.account.imports;

import dev.lapse.policy.AccountState;
import dev.lapse.policy.Policy;
import dev.lapse.problem.HasProblem;
import dev.lapse.problem.WrongFields;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Reads a row of the store that accounts come from, as far as the row alone decides. */
@Component
public class ReadStoreLine {
  /** What a product uses as a code; anything else may be what a customer wrote. */
  private static final Pattern CODE = Pattern.compile("[\\w/+-]{1,40}");

  private static final List<String> CODES = List.of("kind", "state", "timeZone");

  private final Supplier<Policy> policy;

  public ReadStoreLine(Supplier<Policy> policy) {
    this.policy = policy;
  }

  /** A line that can be used, or why it cannot. */
  public record Result(Optional<ImportLine> line, String wrong) {}

  /**
   * Reads a row.
   *
   * @param row an object as in an import
   * @param now a lapse more than five minutes later is rejected
   */
  public Result read(JsonNode row, String cell, Instant now) {
    try {
      ImportLine line = ImportLine.of(row, List.of(cell), now);
      line.refuseUnlessAllowed(policy.get());
      requireChoice(row, line);
      return new Result(Optional.of(line), "");
    } catch (HasProblem wrong) {
      return new Result(Optional.empty(), withoutTexts(wrong.problem().detail(), row));
    }
  }

  /** An unknown choice counts neither as yes nor as no. */
  private static void requireChoice(JsonNode row, ImportLine line) {
    if (line.state() == AccountState.PAUSED && row.path("retainData").isNull()) {
      throw new WrongFields(
          "retainData", "'retainData' is null, but must be true or false for a paused account");
    }
  }

  private static String withoutTexts(String message, JsonNode row) {
    String without = message;
    for (String key : CODES) {
      String value = row.path(key).asString("");
      if (!value.isEmpty() && !CODE.matcher(value).matches()) {
        without =
            without.replace(
                "'%s' is '%s'".formatted(key, value),
                "'%s' is a text of %d characters".formatted(key, value.length()));
      }
    }
    return without;
  }
}
