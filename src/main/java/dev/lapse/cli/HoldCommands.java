package dev.lapse.cli;

import dev.lapse.account.Account;
import dev.lapse.account.ValueParser;
import dev.lapse.account.lifecycle.Holds;
import dev.lapse.problem.Fields;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Holds: named reasons that forbid the erasure of an account. */
final class HoldCommands {
  private HoldCommands() {}

  /** A command for one hold. */
  abstract static class OneHoldCommand extends OneAccountCommand {
    @Option(
        names = "--name",
        defaultValue = Holds.USUAL,
        paramLabel = "NAME",
        description = "name of the hold (default legal)")
    String name = Holds.USUAL;

    @Autowired Holds holds;

    @Override
    void check(Preflight preflight) {
      checked("--name", () -> Fields.valid("name", name, Fields.LONGEST));
      super.check(preflight);
    }
  }

  @Command(
      name = "hold",
      description = "Places a hold: nothing of the account is erased until the hold ends.",
      mixinStandardHelpOptions = true)
  static final class Hold extends OneHoldCommand {
    @Option(
        names = "--reason",
        required = true,
        paramLabel = "TEXT",
        description = "why the data must stay, kept as evidence")
    String reason = "";

    @Option(
        names = "--until",
        paramLabel = "T",
        description = "when the hold ends by itself (default: when it is released)")
    @Nullable String until;

    @Override
    Result change(Instant now) {
      Instant end = time("--until", until);
      if (end != null) {
        checked("--until", () -> ValueParser.holdEnd(end, now));
      }
      Account held =
          asAnybody(now, () -> holds.place(id, name, reason, end, actor.name, now)).after();
      if (held.pointOfNoReturnAt() != null) {
        say(
            "lapse: this hold is too late: the account passed the point of no return at %s, and data may be gone",
            held.pointOfNoReturnAt());
      }
      return new Result(held);
    }
  }

  @Command(name = "release", description = "Releases a hold.", mixinStandardHelpOptions = true)
  static final class Release extends OneHoldCommand {
    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        description = "why the hold ends, kept as evidence")
    @Nullable String reason;

    @Override
    Result change(Instant now) {
      return new Result(
          asAnybody(now, () -> holds.release(id, name, reason, actor.name, now)).after());
    }
  }
}
