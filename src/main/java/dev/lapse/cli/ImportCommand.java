package dev.lapse.cli;

import dev.lapse.account.imports.ImportAccounts;
import dev.lapse.account.imports.ImportResult;
import dev.lapse.account.imports.ImportText;
import dev.lapse.account.imports.UnreadableImport;
import dev.lapse.catalog.Catalog;
import dev.lapse.cli.output.ExitCode;
import dev.lapse.cli.output.ResultFormat;
import dev.lapse.cli.output.UnusableEnvironment;
import dev.lapse.clock.DueClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Imports accounts from a file of JSON lines or CSV. */
@Command(
    name = "import",
    description =
        "Imports accounts from a file: one JSON object per line, or CSV with the same keys in its first line. Never shortens a deadline and never reactivates.",
    mixinStandardHelpOptions = true)
final class ImportCommand extends ProgramCommand {
  @Parameters(paramLabel = "FILE", description = "the file, or - for standard input")
  String file = "";

  @Option(
      names = "--format",
      paramLabel = "json|csv",
      description = "format of the file (default: csv for a name ending in .csv, else json)")
  @Nullable Format format;

  /** The format of an import file. */
  enum Format {
    JSON,
    CSV
  }

  @Mixin ResultFormat printed = new ResultFormat();

  @Autowired private ImportAccounts imports;
  @Autowired private Catalog catalog;
  @Autowired private DueClock clock;

  @Override
  void check(Preflight preflight) {
    if (!file.equals("-") && !Files.isReadable(Path.of(file))) {
      throw new UnusableEnvironment("the file '" + file + "' does not exist or cannot be read");
    }
    preflight.files();
  }

  @Override
  int run() throws IOException {
    try (ImportText lines = open()) {
      ImportResult result = take(lines);
      if (printed.isJson()) {
        print().json(result);
      } else {
        print()
            .line(
                "%,d lines: %,d accounts added, %,d changed, %,d unchanged, %,d lines rejected%s",
                result.lines(),
                result.added(),
                result.changed(),
                result.unchanged(),
                result.rejected().size(),
                result.contradicting().isEmpty()
                    ? ""
                    : ", %,d contradict what Lapse knows".formatted(result.contradicting().size()));
        name("added", result.addedAccounts(), result.added());
        name(
            "changed",
            result.changedAccounts().stream()
                .map(account -> account.id() + " (" + String.join(", ", account.fields()) + ")")
                .toList(),
            result.changed());
        name("unchanged", result.unchangedAccounts(), result.unchanged());
      }
      List<ImportResult.Rejected> wrong =
          Stream.concat(result.contradicting().stream(), result.rejected().stream())
              .sorted(Comparator.comparingLong(ImportResult.Rejected::line))
              .toList();
      AlikeLines.of(wrong).forEach(line -> say("lapse: %s:%s", file, line));
      return wrong.isEmpty() ? ExitCode.DONE : ExitCode.PARTLY_DONE;
    } catch (UnreadableImport unreadable) {
      throw new UnusableEnvironment(
          "%s:%d: %s".formatted(file, unreadable.line(), unreadable.getMessage()));
    }
  }

  private void name(String what, List<String> first, long all) {
    if (all > 0) {
      print()
          .line(
              "  %-9s  %s%s",
              what,
              String.join(", ", first),
              all > first.size() ? " and %,d more".formatted(all - first.size()) : "");
    }
  }

  private ImportResult take(ImportText lines) throws IOException {
    Instant now = clock.instant();
    return switch (format()) {
      case JSON -> imports.read(lines, catalog.cells(), Actor.user(), now);
      case CSV -> imports.readCsv(lines, catalog.cells(), Actor.user(), now);
    };
  }

  private Format format() {
    if (format != null) {
      return format;
    }
    return file.toLowerCase(Locale.ROOT).endsWith(".csv") ? Format.CSV : Format.JSON;
  }

  private ImportText open() throws IOException {
    return new ImportText(file.equals("-") ? System.in : Files.newInputStream(Path.of(file)));
  }
}
