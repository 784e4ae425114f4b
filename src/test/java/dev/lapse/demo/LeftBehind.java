package dev.lapse.demo;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.util.FileSystemUtils;

/**
 * What a demo that was killed left behind: its data, and a server without anybody. A demo that
 * still runs holds the lock of its folder and is left alone, and so is every process that is not
 * the server of exactly that folder.
 */
final class LeftBehind {
  static final String LOCK = "lock";
  static final String DATA = "data";
  private static final String PID_OF_SERVER = "postmaster.pid";
  private static final int PATIENCE_SECONDS = 5;

  private LeftBehind() {}

  static void cleanUp(Path home, String folders) throws IOException {
    try (DirectoryStream<Path> demos = Files.newDirectoryStream(home, folders + "*")) {
      for (Path demo : demos) {
        cleanUp(demo);
      }
    }
  }

  private static void cleanUp(Path demo) throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                demo.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock != null) {
        server(demo.resolve(DATA)).ifPresent(LeftBehind::end);
        FileSystemUtils.deleteRecursively(demo);
      }
    } catch (OverlappingFileLockException demoOfThisProcess) {
      return;
    }
  }

  /** The process that the server named itself, if it still is that server. */
  private static Optional<ProcessHandle> server(Path data) throws IOException {
    Path pid = data.resolve(PID_OF_SERVER);
    if (!Files.exists(pid)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(pid);
    if (lines.isEmpty() || !lines.get(0).strip().matches("\\d{1,10}")) {
      return Optional.empty();
    }
    return ProcessHandle.of(Long.parseLong(lines.get(0).strip()))
        .filter(process -> isServerOf(process, data));
  }

  private static boolean isServerOf(ProcessHandle process, Path data) {
    return process
        .info()
        .arguments()
        .filter(arguments -> Arrays.asList(arguments).contains(data.toString()))
        .isPresent();
  }

  private static void end(ProcessHandle server) {
    server.destroy();
    if (!ended(server)) {
      server.destroyForcibly();
      ended(server);
    }
  }

  private static boolean ended(ProcessHandle server) {
    try {
      server.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException stillThere) {
      return false;
    } catch (ExecutionException failed) {
      return true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
