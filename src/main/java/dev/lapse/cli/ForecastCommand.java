package dev.lapse.cli;

import dev.lapse.catalog.Catalog;
import dev.lapse.cli.output.ExitCode;
import dev.lapse.cli.output.PrintForecast;
import dev.lapse.cli.output.ResultFormat;
import dev.lapse.policy.JobName;
import dev.lapse.report.forecast.Forecast;
import dev.lapse.report.forecast.ForecastRequest;
import dev.lapse.report.forecast.MakeForecast;
import dev.lapse.source.ReadAccounts;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what the coming runs will do. */
@Command(
    name = "forecast",
    description = {
      "Shows what the coming runs will find and do, run by run. Changes nothing.",
      "Counts rows for at most a minute; the rest is estimated (~)."
    },
    mixinStandardHelpOptions = true)
final class ForecastCommand extends ProgramCommand {
  private static final Duration COUNT_FOR = Duration.ofMinutes(1);

  @Option(names = "--days", paramLabel = "N", description = "number of days, 1 to 366 (default 7)")
  String days = String.valueOf(ForecastRequest.USUAL_DAYS);

  @Option(names = "--job", paramLabel = "JOB", description = "only this job (default: all)")
  @Nullable String job;

  @Option(names = "--cell", paramLabel = "NAME", description = "only this cell (default: all)")
  @Nullable String cell;

  @Option(
      names = "--no-rows",
      description = "do not count rows; a store is read only if the accounts live there")
  boolean noRows;

  @Mixin ResultFormat printed = new ResultFormat();

  @Autowired private ReadAccounts read;
  @Autowired private MakeForecast forecasts;
  @Autowired private Catalog catalog;
  @Autowired private InstantSource clock;

  @Override
  void check(Preflight preflight) {
    String wrong = ForecastRequest.wrongDays("--days", days);
    if (wrong != null) {
      throw wrong(wrong);
    }
    jobs();
    cells(cell, preflight.files().catalog());
  }

  @Override
  int run() {
    List<String> cells = cells(cell, catalog);
    int notTaken = cells.stream().mapToInt(each -> read.sync(each, false).size()).sum();
    Forecast forecast =
        forecasts.make(
            new ForecastRequest(Integer.parseInt(days), jobs(), cells, noRows ? null : COUNT_FOR),
            clock.instant());
    if (printed.isJson()) {
      print().json(forecast);
    } else {
      new PrintForecast(print()).print(forecast);
    }
    if (notTaken > 0) {
      say(
          "%,d accounts are left out: their store's data about them cannot be used; a run names them",
          notTaken);
    }
    return ExitCode.DONE;
  }

  private List<JobName> jobs() {
    String name = job;
    return name == null ? List.of(JobName.values()) : List.of(job(name));
  }
}
