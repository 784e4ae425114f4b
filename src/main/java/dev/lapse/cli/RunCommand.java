package dev.lapse.cli;

import dev.lapse.catalog.Catalog;
import dev.lapse.cli.LapseCommand.Parts;
import dev.lapse.cli.catalog.CollectBlocks;
import dev.lapse.cli.output.ExitCode;
import dev.lapse.cli.output.ResultFormat;
import dev.lapse.clock.DueClock;
import dev.lapse.erase.verify.UntouchedRowsCheck;
import dev.lapse.file.InForce;
import dev.lapse.file.WrongFile;
import dev.lapse.plan.AllJobSettings;
import dev.lapse.policy.JobName;
import dev.lapse.run.StartRun;
import dev.lapse.run.api.PointInTime;
import dev.lapse.run.record.Run;
import dev.lapse.run.record.RunRequest;
import dev.lapse.run.record.RunStatus;
import dev.lapse.run.record.RunSummary;
import dev.lapse.run.record.SummarizeRun;
import dev.lapse.run.review.WhyNotDue;
import dev.lapse.settings.UserFiles;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs one job now. */
@Command(
    name = "run",
    description = {
      "Runs a job now: remove-billing-details, cut-off, purge or expire.",
      "Without --as-of, first resumes a run that a shutdown or a crash stopped, or that failed as a whole.",
      "With the date of a run that was stopped, continues that run."
    },
    mixinStandardHelpOptions = true)
final class RunCommand extends ProgramCommand {
  @Parameters(paramLabel = "JOB", description = "remove-billing-details, cut-off, purge or expire")
  String job = "";

  @Option(names = "--cell", paramLabel = "NAME", description = "only this cell (default: all)")
  @Nullable String cell;

  @Option(
      names = "--as-of",
      paramLabel = "T",
      description = "business date: an instant, or a date (00:00 in the job's zone) (default: now)")
  @Nullable String asOf;

  @Option(
      names = "--dry-run",
      description = "report what would be done and change nothing; the date may be in the future")
  boolean dryRun;

  @Option(
      names = "--account",
      paramLabel = "ID",
      description = "only this account; can be repeated")
  List<String> accounts = new ArrayList<>();

  @Option(
      names = "--rerun",
      description =
          "plan this business date again, and discard a plan of it that waits for approval; needs --reason")
  boolean rerun;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "the reason, kept with the run; required with --rerun")
  @Nullable String reason;

  @Option(
      names = "--paranoid",
      description =
          "compare every row of all other accounts before and after; only for a copy that nothing else writes to")
  boolean paranoid;

  @Mixin ResultFormat printed = new ResultFormat();

  @Autowired private InForce<UserFiles> files;
  @Autowired private StartRun runs;
  @Autowired private AllJobSettings settings;
  @Autowired private Catalog catalog;
  @Autowired private DueClock clock;
  @Autowired private UntouchedRowsCheck untouchedRows;
  @Autowired private WhyNotDue whyNotDue;

  @Override
  void check(Preflight preflight) {
    if (rerun && (reason == null || reason.isBlank())) {
      throw wrong("--rerun needs --reason, which is kept in the evidence");
    }
    checkReason();
    if (rerun && dryRun) {
      throw wrong("--rerun cannot be combined with --dry-run: a dry run can always be repeated");
    }
    if (paranoid && (dryRun || (job(job) != JobName.PURGE && job(job) != JobName.EXPIRE))) {
      throw wrong("--paranoid works with purge and expire only, and not with --dry-run");
    }
    if (asOf != null) {
      PointInTime.parse(asOf, ZoneOffset.UTC, this::wrong);
    }
    UserFiles read = preflight.files();
    cells(cell, read.catalog());
    if (job(job) != JobName.CUT_OFF) {
      stores(preflight, read);
    }
  }

  /** A dry run reports everything that blocks, not only the first. */
  private void stores(Preflight preflight, UserFiles read) {
    try {
      preflight.stores(read);
    } catch (WrongFile wrong) {
      if (dryRun) {
        CollectBlocks.in(read, cells(cell, read.catalog()), true, LapseCommand.of(spec).now())
            .printBlocks(spec.commandLine().getErr());
      }
      throw wrong;
    }
  }

  @Override
  Parts parts() {
    return Parts.RUNS;
  }

  @Override
  int run() {
    ZoneId zone = settings.get(job(job)).zone();
    Instant date = asOf == null ? clock.instant() : PointInTime.parse(asOf, zone, this::wrong);
    List<RunSummary> results = new ArrayList<>();
    List<String> differences = Collections.synchronizedList(new ArrayList<>());
    RuntimeException refused =
        side(
            cells(cell, catalog),
            inCell -> paranoid ? compared(date, inCell, differences) : start(date, inCell),
            results);
    if (!results.isEmpty()) {
      print(results.size() == 1 ? results.get(0) : SummarizeRun.over(results), printed);
      sayWhyNotDue(results, date);
    }
    if (refused != null) {
      throw refused;
    }
    reportBlocks(results);
    if (!differences.isEmpty()) {
      differences.forEach(difference -> say("rows of other accounts changed: %s", difference));
      return ExitCode.FAILED;
    }
    return ExitCode.of(results.size() == 1 ? results.get(0) : SummarizeRun.over(results));
  }

  private void sayWhyNotDue(List<RunSummary> results, Instant date) {
    whyNotDue
        .sentences(
            job(job),
            results.stream().map(RunSummary::run).filter(Objects::nonNull).toList(),
            cells(cell, catalog),
            accounts,
            date)
        .forEach(sentence -> say("%s", sentence));
  }

  /** Of a dry run in which accounts failed, or that had none to try. */
  private void reportBlocks(List<RunSummary> results) {
    boolean untried =
        results.stream()
            .map(RunSummary::accounts)
            .anyMatch(accounts -> accounts.failed() > 0 || accounts.due() == 0);
    if (dryRun && untried && job(job) != JobName.CUT_OFF) {
      CollectBlocks.in(files.get(), cells(cell, catalog), true, LapseCommand.of(spec).now())
          .printBlocks(
              printed.isJson() ? spec.commandLine().getErr() : spec.commandLine().getOut());
    }
  }

  private RunSummary compared(Instant date, String inCell, List<String> differences) {
    UntouchedRowsCheck.Compared<RunSummary> compared =
        untouchedRows.around(job(job), inCell, date, accounts, () -> start(date, inCell));
    differences.addAll(compared.differences());
    return compared.result();
  }

  private RunSummary start(Instant date, String inCell) {
    RunRequest request =
        new RunRequest(
            job(job), inCell, date, dryRun, accounts, rerun, reason, Actor.user(), false);
    AtomicBoolean begun = new AtomicBoolean();
    Consumer<Run> begins = run -> begun.set(true);
    RunSummary summary =
        asOf == null ? runs.startNow(request, begins) : runs.start(request, begins);
    if (!begun.get()) {
      boolean done = summary.status().equals(RunStatus.COMPLETED.text());
      say(
          "%s, run %s",
          done ? "done already" : "nothing was started: " + summary.status(),
          String.valueOf(summary.run()));
    }
    return summary;
  }

  /**
   * Runs the cells in parallel, independently of each other.
   *
   * @param results receives the summaries, in the order of the cells
   * @return the failure of a cell, or null
   */
  private static @Nullable RuntimeException side(
      List<String> cells, Function<String, RunSummary> run, List<RunSummary> results) {
    if (cells.size() == 1) {
      results.add(run.apply(cells.get(0)));
      return null;
    }
    List<CompletableFuture<RunSummary>> running =
        cells.stream()
            .map(cell -> CompletableFuture.supplyAsync(() -> run.apply(cell), RunCommand::inThread))
            .toList();
    RuntimeException refused = null;
    for (CompletableFuture<RunSummary> cell : running) {
      try {
        results.add(cell.join());
      } catch (CompletionException failed) {
        refused = failed.getCause() instanceof RuntimeException cause ? cause : failed;
      }
    }
    return refused;
  }

  /** Runs it in a thread with the program's class loader, which the common pool does not use. */
  private static void inThread(Runnable work) {
    Thread thread = new Thread(work, "cell");
    thread.setContextClassLoader(RunCommand.class.getClassLoader());
    thread.start();
  }
}
