package dev.lapse.cli;

import dev.lapse.account.Accounts;
import dev.lapse.account.UnknownAccount;
import java.time.Instant;
import org.springframework.beans.factory.annotation.Autowired;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
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

  @Command(name = "show", description = "Shows an account.", mixinStandardHelpOptions = true)
  static final class Show extends OneAccountCommand {
    @Autowired private Accounts accounts;

    @Override
    Result change(Instant now) {
      return new Result(accounts.find(id, now).orElseThrow(() -> new UnknownAccount(id)));
    }
  }
}
