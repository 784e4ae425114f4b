package dev.lapse.cli.catalog;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.check.CatalogProblem;
import dev.lapse.catalog.check.CheckCatalog;
import dev.lapse.catalog.diagram.Diagram;
import dev.lapse.catalog.discover.Decision;
import dev.lapse.catalog.discover.DiscoverCatalog;
import dev.lapse.catalog.discover.DiscoveredCatalog;
import dev.lapse.catalog.discover.LiveStore;
import dev.lapse.catalog.discover.YamlComments;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.catalog.live.StoreUnreachable;
import dev.lapse.catalog.live.Stores;
import dev.lapse.catalog.review.AcceptProposals;
import dev.lapse.catalog.review.ExplainAnswers;
import dev.lapse.catalog.review.Preview;
import dev.lapse.cli.output.ExitCode;
import dev.lapse.cli.output.Terminal;
import dev.lapse.cli.output.UnusableEnvironment;
import dev.lapse.file.NearestName;
import dev.lapse.file.WrongFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Discovers and checks the catalog. Needs the stores, not Lapse's own database. */
@Command(
    name = "catalog",
    description = "Discovers, reviews, checks and rehearses which data belongs to an account.",
    mixinStandardHelpOptions = true,
    subcommands = {
      CatalogCommand.Discover.class,
      CheckCommand.class,
      RehearseCommand.class,
      ReviewCommand.class
    })
public final class CatalogCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "missing subcommand; expected one of: discover, check, rehearse, review");
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
        names = "--accept-proposals",
        description =
            "take the likely answers that the rows bear out, and mark each as 'accepted as proposed'")
    boolean accept;

    @Option(
        names = "--diagram",
        paramLabel = "FILE",
        description =
            "also draw what belongs to an account; the name of the file ends with .svg, or with .mmd for Mermaid")
    @Nullable Path picture;

    @Option(
        names = "-o",
        paramLabel = "yaml|json",
        defaultValue = "yaml",
        description =
            "how to print the result; json: the decisions, tables and lines, with the figures that the file leaves out")
    Format format = Format.YAML;

    /** The formats of the result. */
    enum Format {
      YAML,
      JSON
    }

    /** A catalog, and how many rows each answer explains, if that was asked for. */
    private record Found(
        DiscoveredCatalog catalog, Map<Decision.Answer, List<Preview>> explained) {}

    @Override
    public Integer call() {
      Path file = picture;
      Diagram diagram = file == null ? null : diagram(file);
      Catalog catalog = FilesInUse.of(spec).read().catalog();
      Store store = store(catalog, name, spec);
      Found found = discover(catalog, store, FilesInUse.of(spec).catalogReader(store.at().file()));
      DiscoveredCatalog discoveredCatalog = found.catalog();
      if (file != null && diagram != null) {
        write(file, diagram.draw(store, discoveredCatalog.setsOf(store)));
      }
      PrintWriter out = Terminal.harmless(spec.commandLine().getOut());
      if (format == Format.JSON) {
        DiscoverJson.of(store, discoveredCatalog, found.explained()).print(out);
        return ExitCode.DONE;
      }
      out.print(discoveredCatalog.text());
      out.flush();
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
    private Found discover(Catalog catalog, Store store, Function<String, Catalog> reader) {
      String cell = store.cells().keySet().iterator().next();
      try (Stores stores = new Stores(catalog);
          Connection connection = stores.connect(store.name(), cell)) {
        LiveStore live = LiveStore.read(connection);
        refuseWithoutAccounts(catalog, store, live.schema());
        DiscoveredCatalog discovered =
            DiscoverCatalog.discover(
                catalog, YamlComments.inFileOf(store.at()), Map.of(store.name(), live));
        if (accept) {
          discovered = AcceptProposals.accept(discovered, store, live, reader);
        }
        return new Found(
            discovered,
            format == Format.JSON
                ? ExplainAnswers.explain(
                    discovered.decisions(), reader.apply(discovered.text()), store, live)
                : Map.of());
      } catch (SQLException failed) {
        throw new StoreUnreachable(store.name(), cell, failed);
      }
    }

    /** Without the accounts, everything else would be a question. */
    private static void refuseWithoutAccounts(Catalog catalog, Store store, StoreSchema live) {
      CheckCatalog.of(catalog, store, live).stream()
          .filter(problem -> problem.at().equals(store.at()))
          .filter(
              problem ->
                  problem.kind() == CatalogProblem.Kind.MISSING_TABLE
                      || problem.kind() == CatalogProblem.Kind.MISSING_COLUMN)
          .findFirst()
          .ifPresent(
              problem -> {
                throw new WrongFile(problem.at(), problem.message());
              });
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
