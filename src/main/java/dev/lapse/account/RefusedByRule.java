package dev.lapse.account;

import dev.lapse.policy.PolicyCheck;
import dev.lapse.problem.HasProblem;
import dev.lapse.problem.Problem;
import dev.lapse.problem.ProblemType;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;

/** A rule of the policy forbids the request. Nothing was changed. */
public final class RefusedByRule extends HasProblem {
  private static final long serialVersionUID = 1L;

  public RefusedByRule(String rule, String reason) {
    this(rule, reason, Map.of());
  }

  /**
   * A refusal with additional members.
   *
   * @param rule the name of a {@link ProblemType}
   * @param more members that help the caller, such as the first possible date
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
   * Throws unless the ruling allows the request.
   *
   * @param zone time zone of the account; the message shows instants in it too
   */
  public static void unlessAllowed(PolicyCheck policyCheck, ZoneId zone) {
    if (policyCheck instanceof PolicyCheck.Refused refused) {
      Instant first = refused.firstPossible();
      throw new RefusedByRule(
          refused.rule(),
          refused.reason(),
          first == null ? Map.of() : Map.of("firstPossible", ZonedInstant.in(zone, first)));
    }
  }
}
