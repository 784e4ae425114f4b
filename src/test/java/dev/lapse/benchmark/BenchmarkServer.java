package dev.lapse.benchmark;

import dev.lapse.testing.RoleFiles;
import dev.lapse.testing.TestDatabases.TestDatabase;
import dev.lapse.testing.TestRoles;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A PostgreSQL of the benchmark's own, which writes to disk as in production, and the databases of
 * which each measurement gets a copy. Autovacuum is off: it would start when it likes.
 */
final class BenchmarkServer implements AutoCloseable {
  private static final String SUPERUSER = "postgres";
  private static final String LAPSE = "template_lapse";
  private static final String WARM =
      """
      select sum(pg_prewarm(oid))
      from pg_class
      where relkind in ('r', 'i') and relnamespace = 'public'::regnamespace
      """;
  private static final String WORK =
      """
      select
        coalesce(sum(s.calls), 0) as statements,
        coalesce(sum(s.total_exec_time), 0) / 1000 as seconds,
        coalesce(sum(s.wal_bytes), 0) / 1e6 as wal_megabytes
      from pg_stat_statements s
      join pg_database d on d.oid = s.dbid
      where d.datname like 'copy%'
      """;

  private static final String DEAREST =
      """
      select
        s.calls,
        s.total_exec_time / 1000 as seconds,
        s.rows,
        s.shared_blks_hit + s.shared_blks_read as pages,
        s.query as statement
      from pg_stat_statements s
      join pg_database d on d.oid = s.dbid
      where d.datname like 'copy%'
      order by s.total_exec_time desc
      limit :most
      """;

  private final EmbeddedPostgres postgres;
  private final double scale;

  private BenchmarkServer(EmbeddedPostgres postgres, double scale) {
    this.postgres = postgres;
    this.scale = scale;
  }

  /**
   * Starts it and makes the databases that are copied later.
   *
   * @param choice its folder keeps the cluster for the next time; without one, it is deleted at the
   *     end
   */
  static BenchmarkServer start(Choice choice) throws IOException {
    Path kept = choice.folder();
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setServerConfig("shared_buffers", "2GB")
            .setServerConfig("max_wal_size", "8GB")
            .setServerConfig("checkpoint_timeout", "1h")
            .setServerConfig("max_connections", "100")
            .setServerConfig("autovacuum", "off")
            .setServerConfig("fsync", "on") // the embedded server turns both off
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("shared_preload_libraries", "pg_stat_statements");
    choice.settings().forEach(builder::setServerConfig);
    if (kept != null) {
      Files.createDirectories(kept);
      builder.setDataDirectory(kept.resolve("postgresql")).setCleanDataDirectory(false);
    }
    BenchmarkServer server = new BenchmarkServer(builder.start(), choice.scale());
    server.removeCopies();
    TestDatabase administration = server.database(SUPERUSER);
    administration.run("create extension if not exists pg_stat_statements");
    server.makeLapse();
    return server;
  }

  /** A copy of the product whose pages are in memory, as those of a product in use are. */
  TestDatabase product(Template template) throws IOException {
    return copy("copy_product", filled(template));
  }

  /** A database for Lapse itself, migrated. */
  TestDatabase lapse() {
    TestDatabase made = copy("copy_lapse", LAPSE);
    made.run(RoleFiles.statements("lapse.sql", Map.of())); // who may connect is not copied
    return made;
  }

  /** An empty database. */
  TestDatabase empty() {
    return copy("copy_empty", "template1");
  }

  void removeCopies() {
    for (String name : names("copy%")) {
      execute("drop database " + name + " with (force)");
    }
  }

  /** Has everything written, reads the product into memory, and counts statements from here on. */
  void settle(TestDatabase product) {
    product.run("create extension if not exists pg_prewarm");
    product.run(WARM);
    execute("checkpoint");
    execute("select pg_stat_statements_reset()");
  }

  /** What the clients of the copies sent since {@link #settle}. */
  Work work() {
    return client(database(SUPERUSER)).sql(WORK).query(Work.class).single();
  }

  /** Those that took most time since {@link #settle}. */
  List<Statement> dearest(int most) {
    return client(database(SUPERUSER))
        .sql(DEAREST)
        .param("most", most)
        .query(Statement.class)
        .list();
  }

  /**
   * Statements that differ in nothing but their values.
   *
   * @param pages read, found in memory or not
   */
  record Statement(long calls, double seconds, long rows, long pages, String statement) {}

  /** Statements of clients, without those that triggers and functions run, and their time. */
  record Work(long statements, double seconds, double walMegabytes) {}

  String version() {
    return client(database(SUPERUSER)).sql("show server_version").query(String.class).single();
  }

  @Override
  public void close() throws IOException {
    removeCopies();
    postgres.close();
  }

  /** A product whose rows differ in nothing but what its foreign keys do at a deletion. */
  enum Template {
    PRODUCT,
    CASCADING
  }

  /** The name of a filled product. A changed script makes another one. */
  private String filled(Template template) throws IOException {
    String schema = "set benchmark.scale = " + scale + ";\n" + script("schema.sql");
    String product = "template_product_" + checksum(schema);
    if (names(product).isEmpty()) {
      System.out.println("filling the product; this takes a minute or two");
      make(product, "template1", schema);
    }
    if (template == Template.PRODUCT) {
      return product;
    }
    String cascading = product + "_" + checksum(script("cascade.sql"));
    if (names(cascading).isEmpty()) {
      make(cascading, product, script("cascade.sql"));
    }
    return cascading;
  }

  /** Under its name only once it is complete: the benchmark may be stopped at any time. */
  private void make(String name, String template, String sql) {
    execute("drop database if exists unfinished");
    execute("create database unfinished template " + template + " strategy file_copy");
    database("unfinished").run(sql).run("vacuum (freeze, analyze)").disconnected();
    execute("alter database unfinished rename to " + name);
  }

  private void makeLapse() {
    execute("drop database if exists " + LAPSE);
    TestDatabase made = copy(LAPSE, "template1");
    made.run(RoleFiles.statements("lapse.sql", Map.of()));
    TestRoles.migrateLapse(made);
    made.disconnected();
  }

  private TestDatabase copy(String name, String template) {
    execute("create database " + name + " template " + template + " strategy file_copy");
    return database(name);
  }

  private List<String> names(String pattern) {
    return client(database(SUPERUSER))
        .sql("select datname from pg_database where datname like :pattern")
        .param("pattern", pattern)
        .query(String.class)
        .list();
  }

  private void execute(String sql) {
    database(SUPERUSER).run(sql);
  }

  private TestDatabase database(String name) {
    return new TestDatabase(
        "jdbc:postgresql://localhost:" + postgres.getPort() + "/" + name, SUPERUSER, SUPERUSER);
  }

  static JdbcClient client(TestDatabase database) {
    return JdbcClient.create(database.dataSource());
  }

  static String script(String name) throws IOException {
    return Files.readString(Path.of("db/benchmark", name));
  }

  private static String checksum(String text) {
    CRC32 sum = new CRC32();
    sum.update(text.getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(sum.getValue());
  }
}
