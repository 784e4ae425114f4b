package dev.lapse.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * The packaged program unpacked by its own tool beside its jar, and its classes archived by a run
 * of it (class data sharing): a start costs little more than half. The first JVM of tests that
 * needs it makes it, for all.
 */
public final class UnpackedJar {
  static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();
  static final Path PACKAGED =
      Path.of(System.getProperty("lapse.jar", "target/lapse.jar")).toAbsolutePath();

  private UnpackedJar() {}

  /** The command that starts it, for a shell. */
  public static String command() {
    return JAVA + " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC " + String.join(" ", arguments());
  }

  /** The arguments of java that start it. */
  static List<String> arguments() {
    // the archive only saves time: java's messages about it must not mix with the results
    return List.of("-XX:SharedArchiveFile=" + Made.ARCHIVE, "-Xlog:disable", "-jar", Made.JAR);
  }

  /** A server that runs a purge needs nearly all classes that any command needs. */
  private static void archive(Path archive, String jar) {
    try (Installation here =
        Installation.of(
            "create table account (id bigint primary key); insert into account values (1);",
            "- {store: product, table: public.account, owned-by: id}\n")) {
      here.closed("1");
      here.file("purge.yaml", "mode: enforce\ncron: \"0 0 0 1 1 ?\"\nwindow: none\n");
      here.lapse.run(
          "insert into lapse.slot (job, cell, cron, zone, known_since)"
              + " values ('purge', 'main', '0 0 0 1 1 ?', 'UTC', now() - interval '1 year')");
      LapseProcess server =
          here.start(
              List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:disable", "-jar", jar),
              "serve",
              "--server.port=0");
      Awaitility.await()
          .atMost(2, TimeUnit.MINUTES)
          .failFast(() -> !server.isAlive())
          .until(
              () ->
                  server.err().contains("serving at http")
                      && here.inLapse()
                          .sql("select exists (select from lapse.run where ended_at is not null)")
                          .query(Boolean.class)
                          .single());
      server.terminate();
      if (server.result().exitCode() != 143 || !Files.exists(archive)) {
        throw new IllegalStateException(server.toString());
      }
    }
  }

  /** Recreated when the jar is newer. */
  private static final class Made {
    static final Path FOLDER = PACKAGED.resolveSibling("unpacked");
    static final String JAR = FOLDER.resolve(PACKAGED.getFileName()).toString();
    static final Path ARCHIVE =
        FOLDER.resolve("lapse-%s.jsa".formatted(System.getProperty("java.version")));

    static {
      try (FileChannel file =
              FileChannel.open(
                  PACKAGED.resolveSibling("unpacked.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock held = file.lock()) {
        if (held.isValid() && !isNew(ARCHIVE)) {
          Files.deleteIfExists(ARCHIVE);
          unpack();
          archive(ARCHIVE, JAR);
        }
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    private static boolean isNew(Path made) throws IOException {
      return Files.exists(made)
          && Files.getLastModifiedTime(made).compareTo(Files.getLastModifiedTime(PACKAGED)) > 0;
    }

    private static void unpack() throws IOException {
      Process unpacking =
          new ProcessBuilder(
                  JAVA,
                  "-Djarmode=tools",
                  "-jar",
                  PACKAGED.toString(),
                  "extract",
                  "--force",
                  "--destination",
                  FOLDER.toString())
              .inheritIO()
              .start();
      try {
        if (unpacking.waitFor() != 0) {
          throw new IllegalStateException(PACKAGED + " could not be unpacked");
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(interrupted);
      }
    }
  }
}
