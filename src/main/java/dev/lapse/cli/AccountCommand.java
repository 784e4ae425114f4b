package dev.lapse.cli;

import dev.lapse.account.Account;
import dev.lapse.account.FindAccount;
import dev.lapse.cutoff.StoreNotificationRetry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.beans.factory.annotation.Autowired;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lapse account}: commands for one account. */
@Command(
    name = "account",
    description = "Pauses, closes, reactivates, holds, vouches for, forgets or shows one account.",
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
      ForgetCommand.class,
      AccountCommand.Show.class
    })
final class AccountCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "missing subcommand; expected one of: pause, close, trial-end, reactivate, withdraw-retention, hold, release, vouch, forget or show");
  }

  @Command(name = "show", description = "Shows an account.", mixinStandardHelpOptions = true)
  static final class Show extends OneAccountCommand {
    @Autowired private FindAccount find;
    @Autowired private StoreNotificationRetry notifications;

    @Override
    Result change(Instant now) {
      Account account = find.named(id, now);
      return notifications
          .pending(id)
          .map(pending -> notNotified(account, pending))
          .orElseGet(() -> new Result(account));
    }

    private static Result notNotified(Account account, StoreNotificationRetry.Pending pending) {
      String error =
          Objects.requireNonNullElse(pending.error(), "the next run of the cell notifies them");
      return new Result(
          account,
          Map.of("notNotified", Map.of("since", pending.since().toString(), "error", error)),
          List.of(
              "since %s its stores are not notified that it came back: %s"
                  .formatted(pending.since(), error)));
    }
  }
}
