package dev.lapse.cli;

import dev.lapse.cli.LapseCommand.Parts;
import dev.lapse.cli.catalog.CheckOtherStores;
import dev.lapse.settings.UserFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Runs the schedule, the API and the console. */
@Command(
    name = "serve",
    description =
        "Runs the schedule, the API and the console until stopped (the default command). Accepts Spring's settings as --name=value.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(ServeCommand.class);

  @Spec CommandSpec spec;
  @Unmatched List<String> settings = new ArrayList<>();

  @Override
  public Integer call() {
    if (System.console() != null) {
      spec.commandLine().getErr().println("Lapse is starting …");
      spec.commandLine().getErr().flush();
    }
    Preflight preflight = LapseCommand.of(spec).preflight(settings);
    preflight.address();
    UserFiles files = preflight.database().files();
    preflight.stores(files);
    ApplicationContext program =
        LapseCommand.of(spec).open(Parts.SERVER, preflight.forProgram(settings));
    log.info(
        "serving at http://{}:{}",
        program.getEnvironment().getProperty("server.address", "127.0.0.1"),
        program.getEnvironment().getProperty("local.server.port"));
    CheckOtherStores.inBackground(
        files.catalog(),
        problem -> log.warn("{}; no account of this cell is erased until it does", problem));
    return LapseCommand.SERVING;
  }
}
