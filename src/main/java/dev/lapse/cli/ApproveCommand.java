package dev.lapse.cli;

import dev.lapse.cli.output.ExitCode;
import dev.lapse.cli.output.ResultFormat;
import dev.lapse.run.StartRun;
import dev.lapse.run.record.RunSummary;
import org.springframework.beans.factory.annotation.Autowired;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Approves a plan that exceeds a limit and runs it at once. */
@Command(
    name = "approve",
    description = "Approves a plan that exceeds a limit and runs exactly that plan at once.",
    mixinStandardHelpOptions = true)
final class ApproveCommand extends ProgramCommand {
  @Parameters(paramLabel = "RUN", description = "its number, from 'lapse runs'")
  long run;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "reason for the approval, kept as evidence")
  String reason = "";

  @Mixin ResultFormat printed = new ResultFormat();

  @Autowired private StartRun runs;

  @Override
  void check(Preflight preflight) {
    checkReason(reason);
    super.check(preflight);
  }

  @Override
  int run() {
    RunSummary summary = runs.approve(run, reason, Actor.user());
    print().run(summary, printed);
    return ExitCode.of(summary);
  }
}
