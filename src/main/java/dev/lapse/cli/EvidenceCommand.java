package dev.lapse.cli;

import dev.lapse.account.Accounts;
import dev.lapse.account.UnknownAccount;
import dev.lapse.cli.output.ExitCode;
import dev.lapse.cli.output.PrintEvidence;
import dev.lapse.cli.output.ResultFormat;
import dev.lapse.evidence.EvidenceLog;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code lapse evidence}: the append-only record. */
@Command(
    name = "evidence",
    description = "Shows the append-only record of what was done.",
    mixinStandardHelpOptions = true,
    subcommands = EvidenceCommand.Show.class)
final class EvidenceCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "missing subcommand; expected: show ACCOUNT");
  }

  /** Shows the evidence of an account. */
  @Command(
      name = "show",
      description = "Shows the evidence of an account.",
      mixinStandardHelpOptions = true)
  static final class Show extends ProgramCommand {
    @Parameters(paramLabel = "ACCOUNT", description = "the account's id")
    String account = "";

    @Mixin ResultFormat printed = new ResultFormat();

    @Autowired private EvidenceLog evidence;
    @Autowired private Accounts accounts;
    @Autowired private InstantSource clock;

    @Override
    int run() {
      List<Map<String, @Nullable Object>> records = evidence.read(account);
      if (records.isEmpty() && accounts.find(account, clock.instant()).isEmpty()) {
        throw new UnknownAccount(account);
      }
      if (printed.isJson()) {
        print().json(records);
        return ExitCode.DONE;
      }
      PrintEvidence.print(print(), records);
      return ExitCode.DONE;
    }
  }
}
