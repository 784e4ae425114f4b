package dev.lapse.account;

import dev.lapse.policy.Ruling;

/** A rule of the policy forbids what was asked for. Nothing was changed. */
public final class RefusedByRule extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String rule;

  public RefusedByRule(String rule, String reason) {
    super(reason);
    this.rule = rule;
  }

  /** Short stable name of the rule. */
  public String rule() {
    return rule;
  }

  static void unlessAllowed(Ruling ruling) {
    if (ruling instanceof Ruling.Refused refused) {
      throw new RefusedByRule(refused.rule(), refused.reason());
    }
  }
}
