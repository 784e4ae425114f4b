package dev.lapse.account;

import dev.lapse.policy.Ruling;
import dev.lapse.problem.HasProblem;
import dev.lapse.problem.Problem;
import dev.lapse.problem.ProblemType;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;

/** A rule of the policy forbids what was asked for. Nothing was changed. */
public final class RefusedByRule extends HasProblem {
  private static final long serialVersionUID = 1L;

  public RefusedByRule(String rule, String reason) {
    this(rule, reason, Map.of());
  }

  /**
   * With more to know.
   *
   * @param rule the name of a {@link ProblemType}
   * @param more members that help whoever asked, such as the first possible date
   */
  public RefusedByRule(String rule, String reason, Map<String, ?> more) {
    super(
        new Problem(
            ProblemType.named(rule)
                .orElseThrow(() -> new IllegalArgumentException("no problem type " + rule)),
            reason,
            more));
  }

  /** Short stable name of the rule. */
  public String rule() {
    return problem().type().text();
  }

  /**
   * Throws what is not allowed.
   *
   * @param zone of the account; instants are told in it too
   */
  static void unlessAllowed(Ruling ruling, ZoneId zone) {
    if (ruling instanceof Ruling.Refused refused) {
      Instant first = refused.firstPossible();
      throw new RefusedByRule(
          refused.rule(),
          refused.reason(),
          first == null ? Map.of() : Map.of("firstPossible", Moment.in(zone, first)));
    }
  }
}
