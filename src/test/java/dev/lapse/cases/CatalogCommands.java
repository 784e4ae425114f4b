package dev.lapse.cases;

import dev.lapse.cli.LapseCommand;
import dev.lapse.testing.SharedProgram;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * The commands {@code catalog discover} and {@code catalog check}, as the command line executes
 * them, within this process: system properties stand for the environment.
 */
final class CatalogCommands {
  private final Map<String, String> environment;

  /** What a command printed, and its exit code. */
  record Result(int exitCode, String out, String err) {}

  CatalogCommands(Map<String, String> environment) {
    this.environment = environment;
  }

  Result discover(String catalog) {
    return execute(catalog, "discover", "--store", "product");
  }

  Result accept(String catalog) {
    return execute(catalog, "discover", "--store", "product", "--accept-proposals");
  }

  Result check(String catalog) {
    return execute(catalog, "check");
  }

  private Result execute(String catalog, String... arguments) {
    Path folder = null;
    try {
      folder = Files.createTempDirectory("lapse-jobs");
      Files.writeString(folder.resolve("catalog.yaml"), catalog);
      environment.forEach(System::setProperty);
      System.setProperty("LAPSE_JOBS", folder.toString());
      StringWriter out = new StringWriter();
      StringWriter err = new StringWriter();
      String[] command =
          Stream.concat(Stream.of("catalog"), Stream.of(arguments)).toArray(String[]::new);
      CommandLine line =
          LapseCommand.lineFor(command, CatalogCommands::open, () -> SharedProgram.NOW);
      line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
      int exitCode = line.execute(command);
      return new Result(exitCode, out.toString(), err.toString());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } finally {
      System.clearProperty("LAPSE_JOBS");
      environment.keySet().forEach(System::clearProperty);
      delete(folder);
    }
  }

  private static org.springframework.context.ConfigurableApplicationContext open(
      LapseCommand.Parts parts, java.util.List<String> settings) {
    throw new AssertionError("the commands of the catalog need no program");
  }

  private static void delete(Path folder) {
    try {
      org.springframework.util.FileSystemUtils.deleteRecursively(folder);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
