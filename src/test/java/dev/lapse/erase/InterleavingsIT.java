package dev.lapse.erase;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.account.Accounts;
import dev.lapse.account.AccountsWithoutLock;
import dev.lapse.account.DelayedAccounts;
import dev.lapse.account.RefusedByRule;
import dev.lapse.account.lifecycle.ReactivateAccount;
import dev.lapse.erase.Interleavings.Ends;
import dev.lapse.source.DelayedAskStore;
import dev.lapse.source.ReadAccounts;
import dev.lapse.source.StoreProgram;
import dev.lapse.source.StoreRecheck;
import dev.lapse.testing.Delays;
import dev.lapse.testing.TestProgram;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * An account that is reactivated while being purged ends with every row or with none, and all that
 * speak of the account agree; wherever its truth lives. A failure names the seed of its round;
 * {@code -Dlapse.seed=N} draws all waits from it.
 */
class InterleavingsIT {
  private static final boolean EXHAUSTIVE = Boolean.getBoolean("lapse.exhaustive");
  private static final long SEED = EXHAUSTIVE ? System.nanoTime() : 20_261_110L;
  private static final int ACCOUNTS = EXHAUSTIVE ? 10_000 : 400;
  private static final int ACCOUNTS_WITHOUT_LOCK = 100;
  private static final long SHORT_NANOS = 1_000_000;
  private static final long LONG_NANOS = 6_000_000;

  @Test
  void accountKnownToLapseEndsWholeOrGone() {
    TestProgram program = StoreProgram.withoutStore(ACCOUNTS);
    Delays delays = new Delays(SHORT_NANOS);
    DelayedAccounts accounts = new DelayedAccounts(program.get(JdbcClient.class), delays);

    Ends ends =
        new Interleavings(
                program,
                delays,
                accounts,
                program.get(StoreRecheck.class),
                inLapse(program, accounts))
            .run(ACCOUNTS, SEED, () -> {});

    assertNeverBetween(ends);
  }

  @Test
  void accountThatLivesInAStoreEndsWholeOrGone() {
    TestProgram program = StoreProgram.withClosed(ACCOUNTS);
    program.get(ReadAccounts.class).sync("main", true);
    Delays delays = new Delays(SHORT_NANOS);
    try (StoreProgram.Product product = new StoreProgram.Product(program, delays)) {
      Ends ends =
          new Interleavings(
                  program,
                  delays,
                  new DelayedAccounts(program.get(JdbcClient.class), delays),
                  new DelayedAskStore(program, delays, true),
                  product::reactivates)
              .run(ACCOUNTS, SEED, () -> program.get(ReadAccounts.class).sync("main", true));

      assertNeverBetween(ends);
    }
  }

  @Test
  void withoutTheLockInLapseSomeEndBetween() {
    TestProgram program = StoreProgram.withoutStore(ACCOUNTS_WITHOUT_LOCK);
    Delays delays = new Delays(LONG_NANOS);
    Accounts without = new AccountsWithoutLock(program.get(JdbcClient.class), delays::here);

    Ends ends =
        new Interleavings(
                program,
                delays,
                without,
                program.get(StoreRecheck.class),
                inLapse(program, program.get(Accounts.class)))
            .run(ACCOUNTS_WITHOUT_LOCK, SEED, () -> {});

    assertSomeEndBetween(ends);
  }

  @Test
  void withoutTheLockInTheStoreSomeEndBetween() {
    assertSomeEndBetween(inStore(false, true));
  }

  /**
   * Where its reactivation comes late enough, the rows are gone; where Lapse still notices it, the
   * rows stay, and an active account waits for a person. Which of the two is a matter of the
   * machine's speed; neither may ever happen to a product that asks.
   */
  @Test
  void productThatDoesNotAskForTheMarkerEndsBetween() {
    assertSomeEndBetween(inStore(true, false));
  }

  private static Ends inStore(boolean locking, boolean asking) {
    TestProgram program = StoreProgram.withClosed(ACCOUNTS_WITHOUT_LOCK);
    program.get(ReadAccounts.class).sync("main", true);
    Delays delays = new Delays(LONG_NANOS);
    try (StoreProgram.Product product = new StoreProgram.Product(program, delays)) {
      return new Interleavings(
              program,
              delays,
              program.get(Accounts.class),
              new DelayedAskStore(program, delays, locking),
              asking ? product::reactivates : product::reactivatesWithoutAsking)
          .run(
              ACCOUNTS_WITHOUT_LOCK,
              SEED,
              () -> program.get(ReadAccounts.class).sync("main", true));
    }
  }

  private static Predicate<String> inLapse(TestProgram program, Accounts accounts) {
    ReactivateAccount reactivate =
        accounts instanceof DelayedAccounts delayed
            ? delayed.reactivation(program)
            : program.get(ReactivateAccount.class);
    return id -> {
      try {
        reactivate.reactivate(id, false, "test", program.clock.instant());
        return true;
      } catch (RefusedByRule past) {
        return false;
      }
    };
  }

  private static void assertSomeEndBetween(Ends ends) {
    assertThat(ends.between()).anyMatch(account -> account.contains("reactivated true"));
    System.out.printf("between %,d%n", ends.between().size());
  }

  private static void assertNeverBetween(Ends ends) {
    assertThat(ends.between()).as("seed %d", SEED).isEmpty();
    assertThat(ends.back() + ends.gone()).isEqualTo(ACCOUNTS);
    assertThat(ends.back()).as("came back").isGreaterThan(ACCOUNTS / 10);
    assertThat(ends.gone()).as("were purged").isGreaterThan(ACCOUNTS / 10);
    System.out.printf("reactivated %,d, purged %,d%n", ends.back(), ends.gone());
  }
}
