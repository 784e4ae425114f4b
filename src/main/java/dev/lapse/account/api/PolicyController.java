package dev.lapse.account.api;

import dev.lapse.policy.AccountState;
import dev.lapse.policy.CancelReason;
import dev.lapse.policy.Policy;
import java.time.Period;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/policy}: what a product's page for pausing and closing offers and promises. */
@RestController
class PolicyController {
  private final Policy policy;

  PolicyController(Policy policy) {
    this.policy = policy;
  }

  /**
   * The policy in force.
   *
   * @param reasons of which a customer chooses one; empty: any text
   * @param pauseLengths of which a customer chooses one; empty: any period
   */
  record PolicyJson(
      String version,
      String gracePeriod,
      String retentionPeriod,
      String pauseEvery,
      List<String> retentionChoice,
      boolean eraseEndedTrials,
      List<String> features,
      List<String> dataAccess,
      List<CancelReason> reasons,
      List<String> pauseLengths) {}

  @GetMapping("/api/v1/policy")
  PolicyJson policy() {
    return new PolicyJson(
        policy.version(),
        policy.grace().toString(),
        policy.retention().toString(),
        policy.pauseEvery().toString(),
        policy.retentionChoice().stream().sorted().map(AccountState::text).toList(),
        policy.eraseEndedTrials(),
        policy.features(),
        policy.dataAccess(),
        policy.reasons(),
        policy.pauseLengths().stream().map(Period::toString).toList());
  }
}
