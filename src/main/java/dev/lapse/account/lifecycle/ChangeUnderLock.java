package dev.lapse.account.lifecycle;

import dev.lapse.account.Account;
import dev.lapse.account.AccountSource;
import dev.lapse.account.Accounts;
import dev.lapse.account.RefusedByRule;
import dev.lapse.account.UnknownAccount;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/** Changes one account in a transaction, under the lock of its row. */
@Component
public class ChangeUnderLock {
  private final Accounts accounts;
  private final TransactionOperations transaction;
  private final AccountSource accountSource;

  public ChangeUnderLock(
      Accounts accounts, TransactionOperations transaction, AccountSource accountSource) {
    this.accounts = accounts;
    this.transaction = transaction;
    this.accountSource = accountSource;
  }

  /**
   * Makes a change that is Lapse's to make, wherever the account comes from.
   *
   * @return the account afterwards
   * @throws UnknownAccount if Lapse does not know the account
   */
  Account anywhere(String id, Instant now, Consumer<Account> change) {
    return Objects.requireNonNull(
        transaction.execute(
            status -> {
              change.accept(accounts.lock(id, now));
              return accounts.lock(id, now);
            }));
  }

  /**
   * Makes a change that the store would overwrite if the account came from one.
   *
   * @return the account afterwards
   * @throws RefusedByRule if accounts come from a store
   * @throws UnknownAccount if Lapse does not know the account
   */
  Account unlessFromStore(String id, Instant now, Consumer<Account> change) {
    accountSource.refuseIfFromStore(id);
    return anywhere(id, now, change);
  }
}
