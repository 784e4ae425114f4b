package dev.lapse.cli;

import dev.lapse.account.Account;
import dev.lapse.account.Accounts;
import dev.lapse.account.UnknownAccount;
import dev.lapse.cli.output.PrintAccount;
import dev.lapse.run.review.AccountDetails;
import dev.lapse.run.review.DescribeAccount;
import java.time.Instant;
import java.util.Map;
import org.springframework.beans.factory.annotation.Autowired;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lapse account}: commands for one account. */
@Command(
    name = "account",
    description = "Pauses, closes, reactivates, holds, vouches for or shows one account.",
    mixinStandardHelpOptions = true,
    subcommands = {
      OwnerCommands.Pause.class,
      OwnerCommands.Close.class,
      OwnerCommands.TrialEnd.class,
      OwnerCommands.Reactivate.class,
      OwnerCommands.Withdraw.class,
      HoldCommands.Hold.class,
      HoldCommands.Release.class,
      VouchCommand.class,
      AccountCommand.Show.class
    })
final class AccountCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "missing subcommand; expected one of: pause, close, trial-end, reactivate, withdraw-retention, hold, release, vouch or show");
  }

  @Command(
      name = "show",
      description =
          "Shows an account: access, data, holds, its last run and failure, and what an erasure would take.",
      mixinStandardHelpOptions = true)
  static final class Show extends OneAccountCommand {
    @Option(names = "--no-rows", description = "do not count rows: no store is read")
    boolean noRows;

    @Autowired private Accounts accounts;
    @Autowired private DescribeAccount describe;

    @Override
    Result change(Instant now) {
      Account account = accounts.find(id, now).orElseThrow(() -> new UnknownAccount(id));
      AccountDetails details = describe.of(id, !noRows);
      return new Result(account, Map.of("details", details), PrintAccount.sentences(details));
    }
  }
}
