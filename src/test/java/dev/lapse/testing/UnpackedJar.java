package dev.lapse.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

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
    return JAVA + " -XX:TieredStopAtLevel=1 " + String.join(" ", arguments());
  }

  /** The arguments of java that start it. */
  static List<String> arguments() {
    // an archive is only a gift: whatever java has to say of it would be taken for a result
    return List.of("-XX:SharedArchiveFile=" + Made.ARCHIVE, "-Xlog:disable", "-jar", Made.JAR);
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
          archive();
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

    /** A purge needs nearly all classes that any other command needs. */
    private static void archive() {
      try (Installation here =
          Installation.of(
              "create table account (id bigint primary key); insert into account values (1);",
              "- {store: product, table: public.account, owned-by: id}\n")) {
        here.closed("1");
        LapseProcess purge =
            here.start(
                List.of("-XX:ArchiveClassesAtExit=" + ARCHIVE, "-Xlog:disable", "-jar", JAR),
                "run",
                "purge");
        if (purge.result().exitCode() != 0) {
          throw new IllegalStateException(purge.toString());
        }
      }
    }
  }
}
