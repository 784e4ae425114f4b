package dev.lapse.cli;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.live.Stores;
import dev.lapse.cli.output.ExitCode;
import dev.lapse.settings.UserFiles;
import dev.lapse.source.CheckAccounts;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Migrates Lapse's schemas. Run by their owner, it also grants the other roles what they need. */
@Command(
    name = "migrate",
    description = "Brings Lapse's own schema, and its small schema in each store, up to date.",
    mixinStandardHelpOptions = true)
final class MigrateCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Override
  public Integer call() {
    Preflight preflight = LapseCommand.of(spec).preflight(List.of()).reachesDatabase();
    UserFiles files = preflight.files();
    Catalog catalog = files.catalog();
    PrintWriter out = spec.commandLine().getOut();
    out.println(preflight.ownSchema().run());
    out.flush();
    try (Stores stores = new Stores(catalog)) {
      for (Store store : catalog.stores()) {
        for (String cell : store.cells().keySet()) {
          out.println(stores.migrate(store.name(), cell));
          out.flush();
        }
      }
      CheckAccounts.refuseCopies(files.accounts(), stores);
    } finally {
      out.flush();
    }
    return ExitCode.DONE;
  }
}
