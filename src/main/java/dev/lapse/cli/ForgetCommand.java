package dev.lapse.cli;

import dev.lapse.account.lifecycle.ForgetAccount;
import java.time.Instant;
import org.springframework.beans.factory.annotation.Autowired;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Forgets an account that has nothing in any store. */
@Command(
    name = "forget",
    description =
        "Ends the lapse of an account that has nothing in any store, so that no run fails because of it any more.",
    mixinStandardHelpOptions = true)
final class ForgetCommand extends OneAccountCommand {
  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "reason, kept as evidence; without personal data")
  String reason = "";

  @Autowired private ForgetAccount forget;

  @Override
  Result change(Instant now) {
    return new Result(asAnybody(now, () -> forget.forget(id, reason, actor.name, now)).after());
  }
}
