package dev.lapse.run.api;

import dev.lapse.run.review.AccountDetails;
import dev.lapse.run.review.DescribeAccount;
import dev.lapse.security.Caller;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Answers in one call whether the data of an account is gone, and if not, why. */
@RestController
@ConditionalOnProperty("lapse.serve")
class AccountDetailsController {
  private final DescribeAccount describe;

  AccountDetailsController(DescribeAccount describe) {
    this.describe = describe;
  }

  @GetMapping("/api/v1/accounts/{id}/details")
  AccountDetails details(@PathVariable String id, Caller caller) {
    caller.requireMayKnow(id);
    return describe.describe(id, true);
  }
}
