package dev.lapse.cli;

import dev.lapse.account.lifecycle.VouchForAccount;
import java.time.Instant;
import org.springframework.beans.factory.annotation.Autowired;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Vouches for an account that no database knows any more. */
@Command(
    name = "vouch",
    description =
        "Confirms that an account's rows are gone from the databases and that everything buckets and services have under its id is its own, so that it can be erased.",
    mixinStandardHelpOptions = true)
final class VouchCommand extends OneAccountCommand {
  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "reason, kept as evidence; without personal data")
  String reason = "";

  @Autowired private VouchForAccount vouch;

  @Override
  Result change(Instant now) {
    return new Result(asAnybody(now, () -> vouch.vouch(id, reason, actor.name, now)).after());
  }
}
