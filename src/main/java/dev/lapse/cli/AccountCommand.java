package dev.lapse.cli;

import dev.lapse.account.Account;
import dev.lapse.account.Accounts;
import dev.lapse.account.Holds;
import dev.lapse.account.ReactivateAccount;
import dev.lapse.account.RecordLapse;
import dev.lapse.account.UnknownAccount;
import dev.lapse.account.WithdrawRetention;
import dev.lapse.policy.Deadlines;
import dev.lapse.run.PointInTime;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What happens to one account. */
@Command(
    name = "account",
    description = "Pauses, closes, reactivates, holds or shows one account.",
    mixinStandardHelpOptions = true,
    subcommands = {
      AccountCommand.Pause.class,
      AccountCommand.Close.class,
      AccountCommand.TrialEnd.class,
      AccountCommand.Reactivate.class,
      AccountCommand.Withdraw.class,
      AccountCommand.Hold.class,
      AccountCommand.Release.class,
      AccountCommand.Show.class
    })
final class AccountCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "account needs to be told what: pause, close, trial-end, reactivate, withdraw-retention, hold, release or show");
  }

  /** A change of one account; prints the account as it is then. */
  abstract static class OneAccount extends ProgramCommand {
    @Parameters(paramLabel = "ID", description = "the account's id")
    String id = "";

    @Option(
        names = "--actor",
        paramLabel = "NAME",
        description = "who asks; without it, the user of the system")
    String actor = System.getProperty("user.name", "?");

    @Option(
        names = "-o",
        paramLabel = "json|table",
        defaultValue = "table",
        description = "how to print the result")
    OutputFormat output = OutputFormat.TABLE;

    @Override
    final int run(ApplicationContext program) {
      Map<String, @Nullable Object> facts =
          facts(change(program, program.getBean(Clock.class).instant()));
      if (output == OutputFormat.JSON) {
        print(program).json(facts);
      } else {
        print(program).facts(facts);
      }
      return ExitCode.DONE;
    }

    abstract Account change(ApplicationContext program, Instant now);

    private static Map<String, @Nullable Object> facts(Account account) {
      Map<String, @Nullable Object> facts = new LinkedHashMap<>();
      Deadlines deadlines = account.deadlines();
      facts.put("id", account.id());
      facts.put("kind", account.kind().text());
      facts.put("state", account.state().text());
      facts.put("cell", account.cell());
      facts.put("timeZone", account.zone().getId());
      facts.put("lapsedAt", account.lapsedAt());
      facts.put("retainData", account.retainData());
      facts.put("cutOff", deadlines == null ? null : deadlines.cutOff());
      facts.put("purge", deadlines == null ? null : deadlines.purge());
      facts.put("expiry", deadlines == null ? null : deadlines.expiry());
      facts.put("policyVersion", account.policyVersion());
      facts.put("holds", account.holds().isEmpty() ? null : account.holds());
      facts.put("billingRemovedAt", account.billingRemovedAt());
      facts.put("cutOffAt", account.cutOffAt());
      facts.put("pointOfNoReturnAt", account.pointOfNoReturnAt());
      facts.put("erasedAt", account.erasedAt());
      return facts;
    }
  }

  @Command(
      name = "pause",
      description = "Pauses an active account.",
      mixinStandardHelpOptions = true)
  static final class Pause extends OneAccount {
    @Option(
        names = "--reason",
        required = true,
        paramLabel = "TEXT",
        description = "why, in the customer's words")
    String reason = "";

    @Option(
        names = "--expected-length",
        paramLabel = "PERIOD",
        description = "how long, such as P3M")
    @Nullable String expectedLength;

    @Option(names = "--retain-data", description = "the customer chose to keep the data")
    boolean retainData;

    @Override
    void check(Preflight preflight) {
      expectedLength();
      super.check(preflight);
    }

    @Override
    Account change(ApplicationContext program, Instant now) {
      return program
          .getBean(RecordLapse.class)
          .pause(id, reason, expectedLength(), retainData, actor, now);
    }

    private @Nullable Period expectedLength() {
      try {
        return expectedLength == null ? null : Period.parse(expectedLength);
      } catch (DateTimeException notAPeriod) {
        throw new ParameterException(
            spec.commandLine(),
            "--expected-length is '%s', but must be a period such as P3M"
                .formatted(expectedLength));
      }
    }
  }

  @Command(
      name = "close",
      description = "Closes an active or paused account.",
      mixinStandardHelpOptions = true)
  static final class Close extends OneAccount {
    @Option(names = "--reason", paramLabel = "TEXT", description = "why, in the customer's words")
    @Nullable String reason;

    @Override
    Account change(ApplicationContext program, Instant now) {
      return program.getBean(RecordLapse.class).close(id, reason, actor, now);
    }
  }

  @Command(name = "trial-end", description = "Ends a trial.", mixinStandardHelpOptions = true)
  static final class TrialEnd extends OneAccount {
    @Override
    Account change(ApplicationContext program, Instant now) {
      return program.getBean(RecordLapse.class).endTrial(id, actor, now);
    }
  }

  @Command(
      name = "reactivate",
      description = "Brings an account back.",
      mixinStandardHelpOptions = true)
  static final class Reactivate extends OneAccount {
    @Option(
        names = "--billing-token",
        required = true,
        paramLabel = "TOKEN",
        description = "shows that new billing details exist; it is not stored")
    String billingToken = "";

    @Option(names = "--without-data", description = "I know that the data does not come back")
    boolean withoutData;

    @Override
    void check(Preflight preflight) {
      if (billingToken.isBlank()) {
        throw new ParameterException(spec.commandLine(), "--billing-token must not be empty");
      }
      super.check(preflight);
    }

    @Override
    Account change(ApplicationContext program, Instant now) {
      return program.getBean(ReactivateAccount.class).reactivate(id, withoutData, actor, now);
    }
  }

  @Command(
      name = "withdraw-retention",
      description =
          "Withdraws the retention choice: the purge is then due at once, but not before the cut-off.",
      mixinStandardHelpOptions = true)
  static final class Withdraw extends OneAccount {
    @Override
    Account change(ApplicationContext program, Instant now) {
      return program.getBean(WithdrawRetention.class).withdraw(id, actor, now);
    }
  }

  @Command(
      name = "hold",
      description = "Forbids the erasure of an account.",
      mixinStandardHelpOptions = true)
  static final class Hold extends OneAccount {
    @Option(
        names = "--name",
        defaultValue = "legal",
        paramLabel = "NAME",
        description = "name of the hold (default legal)")
    String name = "legal";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "why")
    String reason = "";

    @Option(
        names = "--until",
        paramLabel = "T",
        description = "the hold ends by itself then; without it, by release")
    @Nullable String until;

    @Override
    Account change(ApplicationContext program, Instant now) {
      Instant end =
          until == null
              ? null
              : PointInTime.parse(
                  until,
                  ZoneOffset.UTC,
                  message -> new ParameterException(spec.commandLine(), "--until: " + message));
      if (end != null && !end.isAfter(now)) {
        throw new ParameterException(
            spec.commandLine(),
            "--until is %s, which is over: the hold would hold nothing".formatted(end));
      }
      Account held = program.getBean(Holds.class).place(id, name, reason, end, actor, now);
      if (held.pointOfNoReturnAt() != null) {
        spec.commandLine()
            .getErr()
            .printf(
                "lapse: the hold comes late: the account passed the point of no return at %s, and data may be gone%n",
                held.pointOfNoReturnAt());
      }
      return held;
    }
  }

  @Command(name = "release", description = "Releases a hold.", mixinStandardHelpOptions = true)
  static final class Release extends OneAccount {
    @Option(
        names = "--name",
        defaultValue = "legal",
        paramLabel = "NAME",
        description = "name of the hold (default legal)")
    String name = "legal";

    @Option(names = "--reason", paramLabel = "TEXT", description = "why")
    @Nullable String reason;

    @Override
    Account change(ApplicationContext program, Instant now) {
      return program.getBean(Holds.class).release(id, name, reason, actor, now);
    }
  }

  @Command(name = "show", description = "Shows an account.", mixinStandardHelpOptions = true)
  static final class Show extends OneAccount {
    @Override
    Account change(ApplicationContext program, Instant now) {
      return program
          .getBean(Accounts.class)
          .find(id, now)
          .orElseThrow(() -> new UnknownAccount(id));
    }
  }
}
