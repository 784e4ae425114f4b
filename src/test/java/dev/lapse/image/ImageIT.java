package dev.lapse.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.Installation;
import dev.lapse.testing.LapseProcess;
import dev.lapse.testing.LapseProcess.Result;
import dev.lapse.testing.TestFolders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The image that the build made, and the program in it. Needs {@code -Pimage}. */
class ImageIT {
  private static final Path TARGET = Path.of(System.getProperty("lapse.jar")).getParent();
  private static final String PRODUCT =
      """
      create table public.account (id bigint primary key, name text);
      insert into public.account select id, 'n' || id from generate_series(1, 9) id;
      """;
  private static final String SETS = "- {store: product, table: public.account, owned-by: id}\n";

  private static BuiltImage image;
  @TempDir private static Path folder;

  @BeforeAll
  static void unpack() throws IOException {
    image = BuiltImage.read(Path.of(System.getProperty("lapse.image")));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    image.unpack(folder);
  }

  @Test
  void isServedByNobodyInParticularAndSaysWhatItIs() {
    JsonNode config = image.config().get("config");
    assertThat(config.get("User").stringValue()).isEqualTo("65532:65532");
    assertThat(texts(config.get("Cmd"))).containsExactly("serve");
    assertThat(texts(config.get("Entrypoint")))
        .startsWith("java")
        .contains("-Xshare:auto", "-XX:+ExitOnOutOfMemoryError", "dev.lapse.LapseApplication");
    assertThat(config.get("Labels").get("org.opencontainers.image.title").stringValue())
        .isEqualTo("Lapse");
    assertThat(config.get("Labels").has("org.opencontainers.image.version")).isTrue();
    assertThat(config.get("ExposedPorts").propertyNames()).containsExactly("8080/tcp");
    assertThat(image.config().get("created").stringValue())
        .as("the same input gives the same image")
        .isEqualTo("1970-01-01T00:00:00Z");
  }

  @Test
  void whatIsOursIsALayerOfItsOwn() throws IOException {
    List<Integer> ours = new ArrayList<>();
    for (int layer = 0; layer < image.layers().size(); layer++) {
      if (image.entries(layer).stream().anyMatch(ImageIT::isOurs)) {
        ours.add(layer);
      }
    }
    assertThat(ours).hasSize(1);
    assertThat(image.layers().get(ours.get(0)).length).isLessThan(5_000_000);
    assertThat(image.layers().size()).isGreaterThan(1);
  }

  @Test
  void holdsNothingThatOthersMayChangeOrThatIsSecret() throws IOException {
    assertThat(image.entries())
        .isNotEmpty()
        .allSatisfy(
            entry -> {
              assertThat(entry.getMode() & 06022).as(entry.getName()).isZero();
              assertThat(entry.getLongUserId()).as(entry.getName()).isZero();
              assertThat(entry.getName())
                  .doesNotMatch(".*\\.(key|pem|p12|jks|env)|.*/\\.[^/]+|.*id_(rsa|ed25519)");
            });
  }

  @Test
  void servesAsNobodyFromFilesThatItCannotChange() throws Exception {
    Path list = TARGET.resolve("lapse.classlist");
    Files.deleteIfExists(list);
    try (Installation here = Installation.of(PRODUCT, SETS)) {
      Files.setPosixFilePermissions(
          here.write("catalog.yaml", here.text("catalog.yaml")).getParent(),
          PosixFilePermissions.fromString("rwxr-xr-x"));
      Path own = TestFolders.create("own");
      Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxrwxrwx"));
      Path written = own.resolve("classlist");
      LapseProcess serving =
          here.startCommand(
              command(own, "-XX:DumpLoadedClassList=" + written), "serve", "--server.port=0");
      servesAndEnds(serving);
      Files.write(list, archivable(written));

      Path archive = folder.resolve("app/lapse.jsa");
      dump(list, archive);
      LapseProcess again =
          here.startCommand(
              command(
                  own,
                  "-Xlog:class+load:file=" + own.resolve("loaded"),
                  "-XX:StartFlightRecording=filename=" + own.resolve("recording.jfr")),
              "serve",
              "--server.port=0");
      servesAndEnds(again);
      assertThat(Files.readString(own.resolve("loaded")).lines())
          .as("classes come from the archive")
          .anyMatch(line -> line.contains("dev.lapse.run.StartRun source: shared objects file"));

      Files.writeString(archive, "no archive");
      LapseProcess without = here.startCommand(command(own), "runs", "-o", "json");
      Result result = without.result();
      assertThat(result.exitCode()).as(without.toString()).isZero();
      assertThat(result.out()).as("nothing but the result").isEqualToIgnoringWhitespace("[]");
    }
  }

  /** With a limit to its patience that a slow machine needs. */
  private static void servesAndEnds(LapseProcess serving) {
    serving.awaitServing();
    assertThat(serving.isAlive()).as(serving.toString()).isTrue();
    serving.terminate();
    assertThat(serving.result().exitCode()).as(serving.toString()).isEqualTo(143);
  }

  /** The entry point of the image with its folders where they are unpacked, as its user. */
  private static List<String> command(Path own, String... flags) throws IOException {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/setpriv"))
        && System.getProperty("user.name").equals("root")) {
      command.addAll(
          List.of("/usr/bin/setpriv", "--reuid=65532", "--regid=65532", "--clear-groups"));
    }
    for (String argument : texts(image.config().get("config").get("Entrypoint"))) {
      if (argument.equals("java")) {
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Djava.io.tmpdir=" + own);
      } else {
        command.add(inFolder(argument));
      }
    }
    command.addAll(command.indexOf("-cp"), List.of(flags));
    return command;
  }

  private static String inFolder(String argument) throws IOException {
    if (argument.startsWith("@")) {
      return Files.readString(folder.resolve(argument.substring(2)))
          .replace("/app/", folder + "/app/");
    }
    return argument.replace("/app/", folder + "/app/");
  }

  private static void dump(Path list, Path archive) throws IOException, InterruptedException {
    List<String> java = command(folder);
    Process dumping =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:dump",
                "-XX:SharedClassListFile=" + list,
                "-XX:SharedArchiveFile=" + archive,
                "-Xlog:disable",
                "-cp",
                java.get(java.indexOf("-cp") + 1))
            .inheritIO()
            .start();
    assertThat(dumping.waitFor()).isZero();
  }

  /**
   * Without classes that make Java 17 crash when a recording or an agent starts with the archive.
   */
  private static List<String> archivable(Path written) throws IOException {
    return Files.readAllLines(written).stream()
        .filter(line -> !line.contains("SPECIES_RESOLVE"))
        .filter(line -> !line.contains("LazyCleanerImpl$"))
        .toList();
  }

  private static boolean isOurs(TarArchiveEntry entry) {
    return entry.getName().matches(".*/lapse[^/]*\\.jar");
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::stringValue).toList();
  }
}
