package dev.lapse.cli;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.OtherStore;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.check.AdviseIndexes;
import dev.lapse.catalog.check.CatalogProblem;
import dev.lapse.catalog.check.CheckCatalog;
import dev.lapse.catalog.check.CheckRows;
import dev.lapse.catalog.check.LiveProblems;
import dev.lapse.catalog.diagram.Diagram;
import dev.lapse.catalog.discover.DiscoverCatalog;
import dev.lapse.catalog.discover.DiscoveredCatalog;
import dev.lapse.catalog.discover.LiveStore;
import dev.lapse.catalog.discover.YamlComments;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.StoreUnreachable;
import dev.lapse.catalog.live.Stores;
import dev.lapse.cli.output.ExitCode;
import dev.lapse.cli.output.UnusableEnvironment;
import dev.lapse.erase.postgresql.ListGrants;
import dev.lapse.file.NearestName;
import dev.lapse.settings.UserFiles;
import dev.lapse.source.AccountsFile;
import dev.lapse.source.CheckAccounts;
import dev.lapse.source.GrantsForAccounts;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Discovers and checks the catalog. Needs the stores, not Lapse's own database. */
@Command(
    name = "catalog",
    description = "Discovers and checks which data belongs to an account.",
    mixinStandardHelpOptions = true,
    subcommands = {CatalogCommand.Discover.class, CatalogCommand.Check.class})
final class CatalogCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "missing subcommand; expected one of: discover, check");
  }

  /** Generates a complete catalog from a live store. */
  @Command(
      name = "discover",
      description =
          "Writes a complete catalog.yaml to standard output; uncertain tables are written as 'unclassified', with a question.",
      mixinStandardHelpOptions = true)
  static final class Discover implements Callable<Integer> {
    @Spec CommandSpec spec;

    @Option(
        names = "--store",
        required = true,
        paramLabel = "NAME",
        description = "a store of the catalog")
    String name = "";

    @Option(
        names = "--diagram",
        paramLabel = "FILE",
        description =
            "also draw a diagram of what belongs to an account: .svg, or .mmd for Mermaid")
    @Nullable Path picture;

    @Override
    public Integer call() {
      Path file = picture;
      Diagram diagram = file == null ? null : diagram(file);
      Catalog catalog = LapseCommand.of(spec).preflight(List.of()).files().catalog();
      Store store = store(catalog, name, spec);
      DiscoveredCatalog discoveredCatalog = discover(catalog, store);
      if (file != null && diagram != null) {
        write(file, diagram.draw(store, discoveredCatalog.setsOf(store)));
      }
      spec.commandLine().getOut().print(discoveredCatalog.text());
      spec.commandLine().getOut().flush();
      return ExitCode.DONE;
    }

    private Diagram diagram(Path file) {
      return Diagram.forFile(file.toString())
          .orElseThrow(
              () ->
                  new ParameterException(
                      spec.commandLine(),
                      "--diagram needs a file name that ends with %s, not %s"
                          .formatted(String.join(" or ", Diagram.ENDINGS), file)));
    }

    private static void write(Path file, String text) {
      try {
        Files.writeString(file, text);
      } catch (IOException failed) {
        throw new UnusableEnvironment("could not write the diagram: " + failed);
      }
    }

    /** Reads the first cell; the others have the same schema. */
    private static DiscoveredCatalog discover(Catalog catalog, Store store) {
      String cell = store.cells().keySet().iterator().next();
      try (Stores stores = new Stores(catalog);
          Connection connection = stores.connect(store.name(), cell)) {
        return DiscoverCatalog.of(
            catalog,
            YamlComments.inFileOf(store.at()),
            Map.of(store.name(), LiveStore.of(connection)));
      } catch (SQLException failed) {
        throw new StoreUnreachable(store.name(), cell, failed);
      }
    }
  }

  /** Compares the catalog with the live stores. */
  @Command(
      name = "check",
      description =
          "Compares the catalog with the live stores; exits with 0 if the catalog covers them.",
      mixinStandardHelpOptions = true)
  static final class Check implements Callable<Integer> {
    private static final int INDEXES_TOLD = 5;

    @Spec CommandSpec spec;

    @Option(
        names = "--grants",
        description = "print the statements that grant each store's role the rights it needs")
    boolean grants;

    @Override
    public Integer call() {
      UserFiles files = LapseCommand.of(spec).preflight(List.of()).files();
      Catalog catalog = files.catalog();
      AccountsFile accounts = files.accounts();
      PrintWriter out = spec.commandLine().getOut();
      int problems = 0;
      int untold = 0;
      try (Stores stores = new Stores(catalog)) {
        for (Store store : catalog.stores()) {
          for (String cell : store.cells().keySet()) {
            StoreSchema live = LiveProblems.schema(stores, store, cell);
            List<CatalogProblem> found = new ArrayList<>(CheckCatalog.of(catalog, store, live));
            CheckRows.RowProblems rows = LiveProblems.rows(catalog, stores, store, cell, live);
            rows.problems().stream()
                .filter(problem -> !grants || problem.kind() != CatalogProblem.Kind.UNREADABLE)
                .forEach(
                    found::add); // without rights the store cannot be read yet: that is what the
            // grants are for
            found.stream().sorted().distinct().forEach(out::println);
            rows.notices().forEach(notice -> out.println("notice: " + notice));
            problems += found.size();
            List<CatalogProblem> refused = LiveProblems.statements(stores, store, cell);
            refused.forEach(out::println);
            untold += refused.size();
            advise(catalog, store, live, out);
            if (grants && found.isEmpty()) {
              grants(catalog, accounts, stores, store, cell, live, out);
            }
            if (accounts.store().filter(store.name()::equals).isPresent()) {
              List<String> wrong =
                  CheckAccounts.problems(
                      accounts, files.policy(), stores, cell, LapseCommand.of(spec).now());
              wrong.forEach(out::println);
              problems += wrong.size();
              if (wrong.isEmpty()) {
                CheckAccounts.notices(accounts, catalog, stores, cell)
                    .forEach(notice -> out.println("notice: " + notice));
              }
            }
          }
        }
      }
      for (OtherStore store : catalog.otherStores()) {
        for (String problem : CheckOtherStores.problems(store)) {
          out.println(problem);
          problems++;
        }
      }
      out.println(
          problems == 0
              ? "the catalog covers the stores: %d tables".formatted(catalog.sets().size())
              : "%d %s: no account is erased until %s solved"
                  .formatted(
                      problems,
                      problems == 1 ? "problem" : "problems",
                      problems == 1 ? "it is" : "they are"));
      if (untold > 0) {
        out.println(
            "%d %s: no account is cut off or reactivated until its store can be notified"
                .formatted(untold, untold == 1 ? "refused statement" : "refused statements"));
      }
      return problems + untold == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static void advise(Catalog catalog, Store store, StoreSchema live, PrintWriter out) {
      List<AdviseIndexes.Advice> advice = AdviseIndexes.of(catalog, store, live);
      advice.stream().limit(INDEXES_TOLD).forEach(index -> out.println("slow: " + index));
      if (advice.size() > INDEXES_TOLD) {
        out.println("slow: %d other indexes are missing".formatted(advice.size() - INDEXES_TOLD));
      }
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
        ListGrants.of(
                catalog, store, live, role, connection.getCatalog(), true, forAccounts.rights())
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

  static Store store(Catalog catalog, String name, CommandSpec spec) {
    return catalog
        .store(name)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    catalog.otherStore(name).isPresent()
                        ? "store '%s' has no tables to discover; its entry under 'stores' describes all of it"
                            .formatted(name)
                        : "there is no store '%s' in the catalog%s"
                            .formatted(
                                name,
                                NearestName.hint(
                                    name, catalog.stores().stream().map(Store::name).toList()))));
  }
}
