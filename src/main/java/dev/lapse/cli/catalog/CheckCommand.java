package dev.lapse.cli.catalog;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.check.LiveProblems;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.StoreUnreachable;
import dev.lapse.catalog.live.Stores;
import dev.lapse.cli.output.ExitCode;
import dev.lapse.cli.output.Terminal;
import dev.lapse.erase.postgresql.ListGrants;
import dev.lapse.settings.UserFiles;
import dev.lapse.source.AccountsFile;
import dev.lapse.source.GrantsForAccounts;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Compares the catalog with the live stores. */
@Command(
    name = "check",
    description = {
      "Compares the catalog with the live stores: exits with 0 if there is nothing to correct, otherwise with 2.",
      "Needs no database of Lapse, and of a store only its tables, so that it also works on an empty database to which only the product's migrations were applied."
    },
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--grants",
      description = "print the statements that grant each store's role the rights it needs")
  boolean grants;

  @Option(
      names = "-o",
      paramLabel = "json|table|github",
      defaultValue = "table",
      description = "how to print the result; github: as annotations of a pull request")
  CheckFormat format = CheckFormat.TABLE;

  @Override
  public Integer call() {
    if (grants && format != CheckFormat.TABLE) {
      throw new ParameterException(
          spec.commandLine(), "--grants prints statements; leave out -o, or write -o table");
    }
    UserFiles files = FilesInUse.of(spec).read();
    Catalog catalog = files.catalogWithStores();
    PrintWriter out = Terminal.harmless(spec.commandLine().getOut());
    // the rights that are missing yet are what the grants are for
    FoundBlocks found =
        CollectBlocks.in(files, catalog.cells(), !grants, FilesInUse.of(spec).now());
    switch (format) {
      case JSON -> found.printJson(out);
      case GITHUB -> found.printForGithub(out);
      case TABLE -> {
        found.print(out);
        if (grants) {
          grants(files, found, out);
        }
        summary(catalog, found, out);
      }
    }
    return found.isEmpty() ? ExitCode.DONE : ExitCode.WRONG_USAGE;
  }

  private static void summary(Catalog catalog, FoundBlocks found, PrintWriter out) {
    long refused = found.of(BlockGroup.STATEMENTS);
    long conventions = found.of(BlockGroup.CONVENTIONS);
    long problems = found.blocks().size() - refused - conventions;
    out.println(
        problems == 0
            ? "the catalog covers the stores: %d tables".formatted(catalog.sets().size())
            : "%d %s: no account is erased until %s solved"
                .formatted(
                    problems,
                    problems == 1 ? "problem" : "problems",
                    problems == 1 ? "it is" : "they are"));
    if (refused > 0) {
      out.println(
          "%d %s: no account is cut off or reactivated until its store can be notified"
              .formatted(refused, refused == 1 ? "refused statement" : "refused statements"));
    }
    if (conventions > 0) {
      out.println(
          "%d wrong %s: 'lapse catalog discover' writes nothing until %s corrected"
              .formatted(
                  conventions,
                  conventions == 1 ? "convention" : "conventions",
                  conventions == 1 ? "it is" : "they are"));
    }
    out.flush();
  }

  /** The grants of each store and cell in which nothing else blocks. */
  private void grants(UserFiles files, FoundBlocks found, PrintWriter out) {
    Catalog catalog = files.catalog();
    try (Stores stores = new Stores(catalog)) {
      for (Store store : catalog.stores()) {
        for (String cell : store.cells().keySet()) {
          long others = found.blocking(store.name(), cell);
          if (others > 0) {
            noGrants(store.name(), cell, others);
          } else {
            StoreSchema live = LiveProblems.schema(stores, store, cell);
            grants(catalog, files.accounts(), stores, store, cell, live, out);
          }
        }
      }
    }
  }

  /** On standard error: what is printed is often piped into psql. */
  private void noGrants(String store, String cell, long others) {
    PrintWriter err = Terminal.harmless(spec.commandLine().getErr());
    err.println(
        "store '%s' (cell %s): no grants are printed until the %s solved: lapse catalog check"
            .formatted(
                store, cell, others == 1 ? "other problem is" : others + " other problems are"));
    err.flush();
  }

  private static void grants(
      Catalog catalog,
      AccountsFile accounts,
      Stores stores,
      Store store,
      String cell,
      StoreSchema live,
      PrintWriter out) {
    try (Connection connection = stores.connect(store.name(), cell)) {
      String role = connection.getMetaData().getUserName();
      GrantsForAccounts forAccounts = GrantsForAccounts.needed(accounts, store, live, connection);
      out.println("-- store %s, cell %s".formatted(store.name(), cell));
      ListGrants.of(catalog, store, live, role, connection.getCatalog(), true, forAccounts.rights())
          .forEach(out::println);
      forAccounts
          .functions()
          .forEach(
              function ->
                  out.println(
                      "-- and what function %s, which the query of accounts.yaml calls, needs: it acts as this role unless it is 'security definer'"
                          .formatted(function)));
      store
          .statements()
          .forEach(
              (lifecycleEvent, statement) ->
                  out.println(
                      "-- also needed for '%s': %s"
                          .formatted(
                              lifecycleEvent.key(),
                              statement.text().strip().replaceAll("\\R", " "))));
      out.println();
    } catch (SQLException failed) {
      throw new StoreUnreachable(store.name(), cell, failed);
    }
  }
}
