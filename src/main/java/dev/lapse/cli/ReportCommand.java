package dev.lapse.cli;

import dev.lapse.account.ValueParser;
import dev.lapse.cli.output.ExitCode;
import dev.lapse.cli.output.ResultFormat;
import dev.lapse.problem.WrongValue;
import dev.lapse.report.lapses.CountLapses;
import dev.lapse.report.lapses.LapsesBy;
import dev.lapse.report.lapses.LapsesReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code lapse report}: numbers for people who look after customers. */
@Command(
    name = "report",
    description = "Counts what became of accounts.",
    mixinStandardHelpOptions = true,
    subcommands = ReportCommand.Lapses.class)
final class ReportCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "missing subcommand; expected one of: lapses");
  }

  @Command(
      name = "lapses",
      description = {
        "Counts lapses, and how many of them ended with a return or an erasure.",
        "A pause that was closed counts as two lapses."
      },
      mixinStandardHelpOptions = true)
  static final class Lapses extends ProgramCommand {
    @Option(
        names = "--by",
        paramLabel = "reason|month|kind",
        description = "group by reason, month (in UTC) or kind of account (default: total only)")
    @Nullable String by;

    @Mixin ResultFormat printed = new ResultFormat();

    @Autowired private CountLapses count;

    @Override
    void check(Preflight preflight) {
      by();
      super.check(preflight);
    }

    @Override
    int run() {
      LapsesReport report = count.count(by());
      if (printed.isJson()) {
        print().json(report);
        return ExitCode.DONE;
      }
      List<List<String>> rows = new ArrayList<>();
      rows.add(
          List.of(
              Objects.requireNonNullElse(report.by(), "").toUpperCase(Locale.ROOT),
              "LAPSES",
              "RETURNS",
              "ERASURES"));
      report
          .groups()
          .forEach(
              group ->
                  rows.add(row(Objects.requireNonNullElse(group.name(), "none"), group.counts())));
      rows.add(row("all", report.total()));
      print().table(rows);
      return ExitCode.DONE;
    }

    private @Nullable LapsesBy by() {
      String text = by;
      try {
        return text == null ? null : ValueParser.constant(LapsesBy.class, "--by").apply(text);
      } catch (WrongValue wrong) {
        throw wrong(String.valueOf(wrong.getMessage()));
      }
    }

    private static List<String> row(String name, LapsesReport.Counts counts) {
      return List.of(
          name,
          String.valueOf(counts.lapses()),
          String.valueOf(counts.returns()),
          String.valueOf(counts.erasures()));
    }
  }
}
