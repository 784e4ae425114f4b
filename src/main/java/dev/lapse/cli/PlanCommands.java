package dev.lapse.cli;

import dev.lapse.cli.LapseCommand.Parts;
import dev.lapse.cli.output.ExitCode;
import dev.lapse.cli.output.ResultFormat;
import dev.lapse.run.StartRun;
import dev.lapse.run.record.PlanAgain;
import dev.lapse.run.record.RejectPlan;
import dev.lapse.run.record.RunSummary;
import dev.lapse.run.record.SummarizeRun;
import org.springframework.beans.factory.annotation.Autowired;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Decisions about the plan of a run. */
final class PlanCommands {
  private PlanCommands() {}

  /** A decision, with its reason. */
  abstract static class PlanDecision extends ProgramCommand {
    @Parameters(paramLabel = "RUN", description = "its number, from 'lapse runs'")
    long run;

    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        required = true,
        description = "the reason, kept with the run")
    String reason = "";

    @Mixin ResultFormat printed = new ResultFormat();

    final int printed(RunSummary summary) {
      print(summary, printed);
      return ExitCode.of(summary);
    }
  }

  /** A decision that starts a run. */
  abstract static class Starting extends PlanDecision {
    @Override
    final Parts parts() {
      return Parts.RUNS;
    }
  }

  @Command(
      name = "approve",
      description = {
        "Approves a plan that exceeds a limit and runs it at once ('lapse show RUN' says what is in it).",
        "Accounts that have come back, were put on hold or lapsed again since are left out."
      },
      mixinStandardHelpOptions = true)
  static final class Approve extends Starting {
    @Autowired private StartRun runs;

    @Override
    int run() {
      return printed(runs.approve(run, reason, Actor.user()));
    }
  }

  @Command(
      name = "reject",
      description =
          "Rejects a plan that waits for approval: nothing of it is done. The next night plans again.",
      mixinStandardHelpOptions = true)
  static final class Reject extends PlanDecision {
    @Autowired private RejectPlan rejection;
    @Autowired private SummarizeRun summarize;

    @Override
    int run() {
      print(summarize.summarize(rejection.reject(run, reason, Actor.user())), printed);
      return ExitCode.DONE;
    }
  }

  @Command(
      name = "rerun",
      description =
          "Plans the business date of a run again, as a new run; a plan of it that waits for approval is superseded.",
      mixinStandardHelpOptions = true)
  static final class Rerun extends Starting {
    @Option(names = "--failed", description = "only the accounts that failed in the run")
    boolean failed;

    @Autowired private PlanAgain again;
    @Autowired private StartRun runs;

    @Override
    int run() {
      return printed(runs.start(again.request(run, failed, reason, Actor.user())));
    }
  }
}
