package dev.lapse.demo;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Locale;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.util.FileSystemUtils;

/**
 * The embedded PostgreSQL of one demo, with the databases {@code lapse} and {@code product}.
 *
 * <p>Everything is below {@code lapse-demo-USER} in the folder for temporary files: the programs,
 * and a folder for each demo with its data. A demo holds the lock of the file {@code lock} in its
 * folder as long as it lives, so the next one knows what was left behind. The server does not wait
 * for the disk: its data does not outlive it.
 */
final class DemoServer implements AutoCloseable {
  static final String USER = "postgres";
  private static final String FOLDER_OF_A_DEMO = "demo-";

  private final Path folder;
  private final FileChannel lock;
  private final EmbeddedPostgres postgres;
  private boolean closed;

  private DemoServer(Path folder, FileChannel lock, EmbeddedPostgres postgres) {
    this.folder = folder;
    this.lock = lock;
    this.postgres = postgres;
  }

  /** Cleans up what demos of this user left behind, and starts a server on a free port. */
  static DemoServer start() {
    try {
      Path home = home();
      LeftBehind.cleanUp(home, FOLDER_OF_A_DEMO);
      Path folder = Files.createTempDirectory(home, FOLDER_OF_A_DEMO);
      FileChannel lock =
          FileChannel.open(
              folder.resolve(LeftBehind.LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      lock.lock();
      EmbeddedPostgres postgres = postgres(home, folder.resolve(LeftBehind.DATA));
      forUserOnly(home);
      return new DemoServer(folder, lock, postgres).withDatabases();
    } catch (IOException failed) {
      throw new UncheckedIOException("PostgreSQL did not start", failed);
    }
  }

  String url(String database) {
    return "jdbc:postgresql://localhost:" + port() + "/" + database;
  }

  int port() {
    return postgres.getPort();
  }

  /** A new connection each time. */
  DataSource database(String name) {
    return source(name);
  }

  /** The product's, with the instant by which the queries of {@code db/demo} judge it. */
  DataSource product(Instant now) {
    PGSimpleDataSource database = source("product");
    database.setOptions("-c demo.now=" + now);
    return database;
  }

  private PGSimpleDataSource source(String name) {
    PGSimpleDataSource database = new PGSimpleDataSource();
    database.setUrl(url(name));
    database.setUser(USER);
    return database;
  }

  /** As if this process were killed: the server is nobody's then. */
  void loseLock() throws IOException {
    lock.close();
  }

  Path folder() {
    return folder;
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      postgres.close();
      lock.close();
      FileSystemUtils.deleteRecursively(folder);
    } catch (IOException failed) {
      throw new UncheckedIOException(folder + " could not be removed", failed);
    }
  }

  private static EmbeddedPostgres postgres(Path home, Path data) throws IOException {
    return EmbeddedPostgres.builder()
        .setOverrideWorkingDirectory(home.toFile())
        .setDataDirectory(data)
        // it would look after other folders than this
        .setCleanDataDirectory(false)
        // a hook of its own would stop the server while the program still uses it
        .setRegisterShutdownHook(false)
        .setServerConfig("fsync", "off")
        .setServerConfig("full_page_writes", "off")
        .setServerConfig("synchronous_commit", "off")
        .setServerConfig("wal_level", "minimal")
        .setServerConfig("max_wal_senders", "0")
        .setServerConfig("max_wal_size", "4GB")
        .setServerConfig("shared_buffers", "256MB")
        .setServerConfig("work_mem", "32MB")
        .setServerConfig("maintenance_work_mem", "256MB")
        .setServerConfig("max_connections", "100")
        .setServerConfig("listen_addresses", "localhost")
        .start();
  }

  private DemoServer withDatabases() {
    try (Connection connection = database("postgres").getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create database lapse");
      statement.execute("create database product");
      return this;
    } catch (SQLException failed) {
      close();
      throw new IllegalStateException(failed);
    }
  }

  /** For this user only: nobody else may lay anything there that this user then runs. */
  private static Path home() throws IOException {
    String user = System.getProperty("user.name", "user").toLowerCase(Locale.ROOT);
    Path home =
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "lapse-demo-" + user.replaceAll("[^a-z0-9_-]", "_"));
    Files.createDirectories(home);
    Path probe = Files.createTempFile(home, "probe", "");
    try {
      if (!Files.getOwner(home).equals(Files.getOwner(probe))) {
        throw new IOException(home + " belongs to another user; remove it");
      }
    } finally {
      Files.delete(probe);
    }
    forUserOnly(home);
    return home;
  }

  /** EmbeddedPostgres makes its folder writable for everyone. */
  private static void forUserOnly(Path home) throws IOException {
    if (Files.getFileStore(home).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
    }
  }
}
