package dev.lapse.account;

import dev.lapse.policy.Policy;
import dev.lapse.problem.HasProblem;
import dev.lapse.problem.Problem;
import dev.lapse.problem.ProblemType;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Checks, under the account's lock, who requests a change and whether the account still is as they
 * expect. Every command passes through here, wherever it comes from.
 */
@Component
public class AccountPreconditions {
  private final Accounts accounts;
  private final FindAccount find;
  private final Supplier<Policy> policy;
  private final TransactionOperations transaction;

  AccountPreconditions(
      Accounts accounts,
      FindAccount find,
      Supplier<Policy> policy,
      TransactionOperations transaction) {
    this.accounts = accounts;
    this.find = find;
    this.policy = policy;
    this.transaction = transaction;
  }

  /** The account before and after a change. */
  public record Changed(Account before, Account after) {}

  /**
   * A change that only the primary administrator may request, or the provider of a resold account
   * (docs/policy-facts.md, fact 1).
   *
   * @throws RefusedByRule if the actor is not entitled to it
   * @throws HasProblem if the account is not as expected
   */
  public Changed asEntitled(String id, CommandContext commandContext, Supplier<Account> change) {
    return change(id, commandContext, true, change);
  }

  /**
   * A change that does not depend on what the actor is to the account.
   *
   * @throws HasProblem if the account is not as expected
   */
  public Changed asAnybody(String id, CommandContext commandContext, Supplier<Account> change) {
    return change(id, commandContext, false, change);
  }

  private Changed change(
      String id, CommandContext commandContext, boolean entitled, Supplier<Account> change) {
    return Objects.requireNonNull(
        transaction.execute(
            status -> {
              accounts.waitBriefly();
              Account account = find.locked(id, commandContext.now());
              if (entitled) {
                RefusedByRule.unlessAllowed(
                    policy.get().mayAsk(account.kind(), commandContext.as()), account.zone());
              }
              if (!commandContext.expects().test(account)) {
                throw new ChangedMeanwhile(id);
              }
              return new Changed(account, change.get());
            }));
  }

  /** The account changed since the caller read it. */
  private static final class ChangedMeanwhile extends HasProblem {
    private static final long serialVersionUID = 1L;

    ChangedMeanwhile(String id) {
      super(
          new Problem(
              ProblemType.CHANGED_MEANWHILE,
              "account '%s' has changed since its ETag was read; read it again and retry if the change still applies"
                  .formatted(id)));
    }
  }
}
