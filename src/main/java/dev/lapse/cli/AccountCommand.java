package dev.lapse.cli;

import dev.lapse.account.Account;
import dev.lapse.account.FindAccount;
import dev.lapse.cli.output.PrintAccount;
import dev.lapse.cutoff.StoreNotificationRetry;
import dev.lapse.run.review.AccountDetails;
import dev.lapse.run.review.DescribeAccount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.beans.factory.annotation.Autowired;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

  @Command(
      name = "show",
      description =
          "Shows an account: access, data, holds, its last run and failure, and what an erasure would take.",
      mixinStandardHelpOptions = true)
  static final class Show extends OneAccountCommand {
    @Option(names = "--no-rows", description = "do not count rows: no store is read")
    boolean noRows;

    @Autowired private FindAccount find;
    @Autowired private DescribeAccount describe;
    @Autowired private StoreNotificationRetry notifications;

    @Override
    Result change(Instant now) {
      Account account = find.named(id, now);
      AccountDetails details = describe.describe(id, !noRows);
      Map<String, Object> more = new TreeMap<>(Map.of("details", details));
      List<String> sentences = new ArrayList<>(PrintAccount.sentences(details, inForce.get()));
      Optional<StoreNotificationRetry.Pending> pending = notifications.pending(id);
      pending.ifPresent(
          notNotified -> {
            String error =
                Objects.requireNonNullElse(
                    notNotified.error(), "the next run of the cell notifies them");
            more.put(
                "notNotified", Map.of("since", notNotified.since().toString(), "error", error));
            sentences.add(
                "since %s its stores are not notified that it came back: %s"
                    .formatted(notNotified.since(), error));
          });
      return new Result(account, more, sentences);
    }
  }
}
