package dev.lapse.account.api;

import dev.lapse.policy.AccountState;
import dev.lapse.policy.CancelReason;
import dev.lapse.policy.Policy;
import java.time.Period;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/policy}: what a product's page for pausing and closing offers and promises. */
@RestController
class PolicyController {
  private final Supplier<Policy> policy;

  PolicyController(Supplier<Policy> policy) {
    this.policy = policy;
  }

  /**
   * The policy in force.
   *
   * @param reasons what a customer chooses from; empty: any text
   * @param pauseLengths what a customer chooses from; empty: any period
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
        policy.get().version(),
        policy.get().grace().toString(),
        policy.get().retention().toString(),
        policy.get().pauseEvery().toString(),
        policy.get().retentionChoice().stream().sorted().map(AccountState::text).toList(),
        policy.get().eraseEndedTrials(),
        policy.get().features(),
        policy.get().dataAccess(),
        policy.get().reasons(),
        policy.get().pauseLengths().stream().map(Period::toString).toList());
  }
}
