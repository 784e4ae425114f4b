package dev.lapse.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The packaged program unpacked by its own tool, and its classes archived by the first process that
 * ends (class data sharing): a start costs little more than half.
 */
final class UnpackedJar {
  static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();
  static final Path PACKAGED = Path.of(System.getProperty("lapse.jar", "target/lapse.jar"));

  private static final AtomicBoolean ARCHIVING = new AtomicBoolean();

  private UnpackedJar() {}

  /** The arguments of java that start it. */
  static List<String> arguments() {
    Path archive =
        Unpacked.FOLDER.resolve("lapse-%s.jsa".formatted(System.getProperty("java.version")));
    String jar = Unpacked.FOLDER.resolve(PACKAGED.getFileName()).toString();
    // an archive is only a gift: whatever java has to say of it would be taken for a result
    if (Files.exists(archive)) {
      return List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:disable", "-jar", jar);
    }
    return ARCHIVING.compareAndSet(false, true)
        ? List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:disable", "-jar", jar)
        : List.of("-jar", jar);
  }

  /** Done at the first use, anew for each JVM of tests. */
  private static final class Unpacked {
    static final Path FOLDER = unpack();

    private static Path unpack() {
      try {
        Path folder = TestFolders.create("unpacked");
        Process unpacking =
            new ProcessBuilder(
                    JAVA,
                    "-Djarmode=tools",
                    "-jar",
                    PACKAGED.toString(),
                    "extract",
                    "--force",
                    "--destination",
                    folder.toString())
                .inheritIO()
                .start();
        if (unpacking.waitFor() != 0) {
          throw new IllegalStateException(PACKAGED + " could not be unpacked");
        }
        return folder;
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(interrupted);
      }
    }
  }
}
