package dev.lapse.cli;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.Stores;
import org.springframework.context.ApplicationContext;
import picocli.CommandLine.Command;

/** Brings Lapse's schema, and its small schema in each store, up to date. */
@Command(
    name = "migrate",
    description = "Brings Lapse's own schema, and its small schema in each store, up to date.",
    mixinStandardHelpOptions = true)
final class MigrateCommand extends ProgramCommand {
  @Override
  int run(ApplicationContext program) {
    print(program).line("Lapse's own database is up to date");
    Stores stores = program.getBean(Stores.class);
    for (Store store : program.getBean(Catalog.class).stores()) {
      for (String cell : store.cells().keySet()) {
        stores.migrate(store.name(), cell);
        print(program).line("store '%s' (cell %s) is up to date", store.name(), cell);
      }
    }
    return ExitCode.DONE;
  }
}
