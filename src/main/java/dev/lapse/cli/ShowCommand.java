package dev.lapse.cli;

import dev.lapse.cli.output.ExitCode;
import dev.lapse.cli.output.PrintRun;
import dev.lapse.cli.output.ResultFormat;
import dev.lapse.run.record.Run;
import dev.lapse.run.record.Runs;
import dev.lapse.run.record.SummarizeRun;
import dev.lapse.run.review.ReadRunAccounts;
import dev.lapse.run.review.ReviewPlan;
import dev.lapse.run.review.RunAccount;
import dev.lapse.run.review.RunAccountsPage;
import dev.lapse.run.review.RunDetails;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one run, or its accounts. */
@Command(
    name = "show",
    description = {
      "Shows a run: its counts, who did what to it, why it stopped or failed, and which accounts failed and why.",
      "Of a run that waits for approval it shows what an approval would do."
    },
    mixinStandardHelpOptions = true)
final class ShowCommand extends ProgramCommand {
  private static final int EXAMPLES = 10;

  /** More than over HTTP: each page sorts all accounts of the run. */
  private static final int AT_ONCE = 10_000;

  @Parameters(paramLabel = "RUN", description = "its number, from 'lapse runs'")
  long run;

  @Option(names = "--accounts", description = "list the accounts of the run, by id")
  boolean accounts;

  @Option(
      names = "--outcome",
      paramLabel = "O",
      description =
          "only accounts with this outcome: failed, done, skipped, planned (not begun), acted (erased or cut off, not yet verified)")
  @Nullable String outcome;

  @Mixin ResultFormat printed = new ResultFormat();

  @Autowired private Runs runs;
  @Autowired private SummarizeRun summarize;
  @Autowired private ReviewPlan review;
  @Autowired private ReadRunAccounts inRun;

  @Override
  void check(Preflight preflight) {
    if (outcome != null) {
      RunAccount.checkOutcome(outcome, message -> wrong("--outcome " + message));
      if (!accounts) {
        throw wrong("--outcome needs --accounts");
      }
    }
    super.check(preflight);
  }

  @Override
  int run() {
    Run shown = runs.get(run);
    PrintRun print = new PrintRun(print(), inForce.get());
    if (accounts) {
      List<RunAccount> all = all(shown);
      if (printed.isJson()) {
        print().json(new RunAccountsPage(all, null));
      } else {
        print.accounts(all);
      }
      return ExitCode.DONE;
    }
    RunDetails details = new RunDetails(summarize.one(shown), review.review(shown).orElse(null));
    if (printed.isJson()) {
      print().json(details);
      return ExitCode.DONE;
    }
    print.details(
        details,
        inRun.page(shown, details.plan() == null ? "failed" : null, null, EXAMPLES).accounts());
    return ExitCode.DONE;
  }

  private List<RunAccount> all(Run shown) {
    List<RunAccount> all = new ArrayList<>();
    String after = null;
    do {
      RunAccountsPage page = inRun.page(shown, outcome, after, AT_ONCE);
      all.addAll(page.accounts());
      after = page.next();
    } while (after != null);
    return all;
  }
}
