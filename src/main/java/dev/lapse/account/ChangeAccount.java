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
 * Looks, under the account's lock, at who asks and at what they believe the account to be like,
 * before it is changed. Every command goes this way, from wherever it comes.
 */
@Component
public class ChangeAccount {
  private final Accounts accounts;
  private final Policy policy;
  private final TransactionOperations transaction;

  ChangeAccount(Accounts accounts, Policy policy, TransactionOperations transaction) {
    this.accounts = accounts;
    this.policy = policy;
    this.transaction = transaction;
  }

  /** The account before and after a change. */
  public record Changed(Account before, Account after) {}

  /**
   * A change for which only the primary administrator may ask, or the provider of a resold account
   * (contract, policy fact 1).
   *
   * @throws RefusedByRule if somebody else asks
   * @throws HasProblem if the account is not as expected
   */
  public Changed asEntitled(String id, Asking asking, Supplier<Account> change) {
    return change(id, asking, true, change);
  }

  /**
   * A change for which whoever has the role may ask.
   *
   * @throws HasProblem if the account is not as expected
   */
  public Changed asAnybody(String id, Asking asking, Supplier<Account> change) {
    return change(id, asking, false, change);
  }

  private Changed change(String id, Asking asking, boolean entitled, Supplier<Account> change) {
    return Objects.requireNonNull(
        transaction.execute(
            status -> {
              Account account = accounts.lock(id, asking.now());
              if (entitled) {
                RefusedByRule.unlessAllowed(
                    policy.mayAsk(account.kind(), asking.as()), account.zone());
              }
              if (!asking.expects().test(account)) {
                throw new ChangedMeanwhile(id);
              }
              return new Changed(account, change.get());
            }));
  }

  /** The account is not what whoever asks believes it to be. */
  private static final class ChangedMeanwhile extends HasProblem {
    private static final long serialVersionUID = 1L;

    ChangedMeanwhile(String id) {
      super(
          new Problem(
              ProblemType.CHANGED_MEANWHILE,
              "account '%s' is not as it was when its ETag was read; read it again and decide anew"
                  .formatted(id)));
    }
  }
}
