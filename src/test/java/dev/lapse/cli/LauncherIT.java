package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.Installation;
import dev.lapse.testing.LapseProcess;
import dev.lapse.testing.LapseProcess.Result;
import dev.lapse.testing.TestFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The launcher beside the jar, as {@code ./mvnw package} makes it. */
class LauncherIT {
  private static final Path LAUNCHER =
      Path.of(System.getProperty("lapse.jar", "target/lapse.jar")).resolveSibling("lapse");
  private static final String NONE = "[]";

  private static Installation here;

  @BeforeAll
  static void open() {
    here =
        Installation.of(
            "create table public.account (id bigint primary key);",
            "- {store: product, table: public.account, owned-by: id}\n");
    here.environment("JAVA_HOME", System.getProperty("java.home"));
  }

  @AfterAll
  static void close() {
    here.close();
  }

  @Test
  void archivesItsClassesOnceAndStartsWithThem() throws IOException {
    Path cache = TestFolders.create("launcher").resolve("cache");
    assertPrintsNoRuns(runs(cache));
    Awaitility.await()
        .atMost(4, TimeUnit.MINUTES)
        .until(() -> names(cache), names -> names.size() == 1 && names.get(0).endsWith(".jsa"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
        .isEqualTo("rwx------");

    List<String> loaded = classes(cache);
    assertThat(loaded)
        .anyMatch(line -> line.contains("dev.lapse.QuickProgram source: shared objects file"));
    assertThat(loaded).as("classes that a command starts").hasSizeLessThan(6_000);
    assertThat(loaded)
        .as("what other commands need, Batch, the scheduler, the web server and Flyway stay out")
        .filteredOn(
            line ->
                line.matches(
                    ".* (dev\\.lapse\\.run\\.StartRun|org\\.springframework\\.(batch|web|security)|org\\.quartz\\.(impl|core)"
                        + "|org\\.apache\\.catalina|org\\.flywaydb\\.core\\.internal)\\..*"))
        .isEmpty();

    Path archive = cache.resolve(names(cache).get(0));
    Files.delete(archive);
    Files.writeString(archive, "of another version");
    assertPrintsNoRuns(runs(cache));
  }

  /** The start that uses the archive is recorded: Java 17 crashed over some of its classes. */
  @Test
  void archivesTheClassesOfServeForARecordedStartToo() throws IOException {
    Path cache = TestFolders.create("launcher").resolve("cache");
    serves(cache);
    Awaitility.await()
        .atMost(4, TimeUnit.MINUTES)
        .until(() -> names(cache), names -> names.size() == 1 && names.get(0).endsWith(".jsa"));
    assertThat(names(cache).get(0)).startsWith("serve-");

    Path loaded = cache.resolveSibling("loaded");
    here.environment(
        "JDK_JAVA_OPTIONS",
        "-Xlog:class+load:file=%s -XX:StartFlightRecording=filename=%s"
            .formatted(loaded, cache.resolveSibling("recording.jfr")));
    try {
      serves(cache);
    } finally {
      here.environment("JDK_JAVA_OPTIONS", null);
    }
    List<String> lines = Files.readAllLines(loaded);
    assertThat(lines.stream().filter(line -> line.contains(" dev.lapse.run.StartRun ")))
        .singleElement()
        .asString()
        .endsWith("source: shared objects file");
    assertThat(lines.stream().filter(line -> line.contains("source: file:")))
        .as("classes read from jars")
        .hasSizeLessThan(100);
    assertThat(lines.stream().filter(line -> line.contains(" org.flywaydb.core.FlywayExecutor ")))
        .as("nothing has to be migrated")
        .isEmpty();
  }

  @Test
  void startsWithoutAnArchiveWhereNoneCanBe() throws IOException {
    Path folder = TestFolders.create("launcher");
    Path file = Files.writeString(folder.resolve("file"), "");
    assertPrintsNoRuns(runs(file.resolve("cache")));

    Path everybodys = Files.createDirectory(folder.resolve("everybodys"));
    Files.setPosixFilePermissions(everybodys, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertPrintsNoRuns(runs(everybodys));
    assertThat(names(everybodys)).as("others could put classes there").isEmpty();
  }

  @Test
  void keepsNoArchiveOfACommandThatDidNotComeSoFar() throws Exception {
    Path cache = TestFolders.create("launcher").resolve("cache");
    Result help = launch(cache, "--help");
    assertThat(help.exitCode()).as(help.err()).isZero();
    assertThat(help.out()).contains("Usage: lapse");
    Awaitility.await().atMost(1, TimeUnit.MINUTES).until(() -> names(cache).isEmpty());
  }

  @Test
  void completesCommandsInBash() {
    Result script = here.runHere("generate-completion");
    assertThat(script.exitCode()).as(script.err()).isZero();
    assertThat(script.out())
        .contains("complete -F _complete_lapse", "bashcompinit", "withdraw-retention", "--dry-run");
  }

  private static Result runs(Path cache) {
    return launch(cache, "runs", "-o", "json");
  }

  private static Result launch(Path cache, String... arguments) {
    here.environment("LAPSE_CACHE", cache.toString());
    return here.startCommand(List.of(LAUNCHER.toString()), arguments).result();
  }

  private static void serves(Path cache) {
    here.environment("LAPSE_CACHE", cache.toString());
    LapseProcess serving =
        here.startCommand(List.of(LAUNCHER.toString()), "serve", "--server.port=0");
    serving.awaitServing();
    serving.terminate();
    assertThat(serving.result().exitCode()).as(serving.toString()).isEqualTo(143);
    assertThat(serving.err()).contains("serving at http://");
  }

  private static void assertPrintsNoRuns(Result result) {
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out()).isEqualToIgnoringWhitespace(NONE);
    assertThat(result.err()).isEmpty();
  }

  private static List<String> classes(Path cache) throws IOException {
    Path loaded = cache.resolveSibling("loaded");
    here.environment("JDK_JAVA_OPTIONS", "-Xlog:class+load:file=" + loaded);
    try {
      assertThat(runs(cache).exitCode()).isZero();
    } finally {
      here.environment("JDK_JAVA_OPTIONS", null);
    }
    return Files.readAllLines(loaded);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
