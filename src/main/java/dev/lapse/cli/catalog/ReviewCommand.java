package dev.lapse.cli.catalog;

import dev.lapse.catalog.review.Review;
import dev.lapse.cli.output.ExitCode;
import dev.lapse.cli.output.Terminal;
import dev.lapse.settings.UserFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks the open questions of a catalog on the terminal. */
@Command(
    name = "review",
    description = {
      "Asks what is open in the catalog, one decision at a time, most rows first, and writes each answer into catalog.yaml of LAPSE_JOBS.",
      "Nothing else is written; the store is only read. The same is at /catalog/review of 'lapse serve'."
    },
    mixinStandardHelpOptions = true)
final class ReviewCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--store",
      required = true,
      paramLabel = "NAME",
      description = "a store of the catalog")
  String name = "";

  @Override
  public Integer call() throws IOException {
    UserFiles files = FilesInUse.of(spec).read();
    CatalogCommand.store(files.catalog(), name, spec);
    try (Review review = FilesInUse.of(spec).review(name)) {
      new ReviewDialog(
              review,
              new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())),
              Terminal.harmless(spec.commandLine().getOut()))
          .run();
    }
    return ExitCode.DONE;
  }
}
