package dev.lapse.cli.output;

import dev.lapse.report.forecast.Forecast;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Prints a forecast for people: a table with notes under it. */
public final class PrintForecast {
  private final Print print;

  public PrintForecast(Print print) {
    this.print = print;
  }

  public void print(Forecast forecast) {
    print.line("Forecast from %s, days: %d.", Print.seconds(forecast.from()), forecast.days());
    print.line("It assumes that no account lapses, comes back or is put on hold meanwhile, and");
    print.line("that each run completes, with an approval where one is needed.");
    print.line("");
    boolean cells = forecast.jobs().stream().map(Forecast.OfJob::cell).distinct().count() > 1;
    List<List<String>> table = new ArrayList<>();
    table.add(row(cells, "JOB", "CELL", "RUN", "NEWLY DUE", "DUE", "ON HOLD", "DONE", "ROWS"));
    for (Forecast.OfJob job : forecast.jobs()) {
      add(table, job, cells);
    }
    print.table(table);
    List<String> notes = forecast.jobs().stream().flatMap(job -> notes(job, cells)).toList();
    if (!notes.isEmpty()) {
      print.line("");
      notes.forEach(note -> print.line("%s", note));
    }
  }

  private static void add(List<List<String>> table, Forecast.OfJob job, boolean cells) {
    Forecast.OpenWork now = job.dueNow();
    table.add(
        row(
            cells,
            job.job(),
            job.cell(),
            "due now",
            "",
            number(now.accounts()),
            number(now.onHold()),
            "",
            rows(now.rows())));
    for (Forecast.OfRun run : job.runs()) {
      if (run.done() == 0 && run.newlyDue() == 0 && run.overLimit() == null) {
        continue; // it only skips accounts on hold again
      }
      table.add(
          row(
              cells,
              job.job(),
              job.cell(),
              run.asOf() + (run.overLimit() == null && run.pastWindow() == null ? "" : " !"),
              number(run.newlyDue()),
              number(run.due()),
              number(run.onHold()),
              number(run.done()),
              rows(run.rows())));
    }
    table.add(
        row(
            cells,
            job.job(),
            job.cell(),
            "all",
            "",
            "",
            "",
            number(job.total().done()),
            rows(job.total().rows())));
  }

  private static Stream<String> notes(Forecast.OfJob job, boolean cells) {
    String name = job.job() + (cells ? " (" + job.cell() + ")" : "");
    return Stream.concat(
        job.runs().stream()
            .filter(run -> run.overLimit() != null || run.pastWindow() != null)
            .map(
                run ->
                    "! %s %s: %s"
                        .formatted(
                            name,
                            run.asOf(),
                            Stream.of(
                                    run.overLimit() == null
                                        ? ""
                                        : run.overLimit() + "; it will wait for approval",
                                    run.pastWindow() == null ? "" : run.pastWindow())
                                .filter(text -> !text.isEmpty())
                                .collect(Collectors.joining("; ")))),
        job.notes().stream().map(note -> name + ": " + note));
  }

  private static List<String> row(boolean cells, String job, String cell, String... rest) {
    return Stream.concat(cells ? Stream.of(job, cell) : Stream.of(job), Stream.of(rest)).toList();
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String rows(Forecast.@Nullable Rows rows) {
    return rows == null ? "-" : (rows.estimated() ? "~" : "") + number(rows.number());
  }
}
