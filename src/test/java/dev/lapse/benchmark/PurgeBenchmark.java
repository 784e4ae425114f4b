package dev.lapse.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.JobName;
import dev.lapse.run.RunSummary;
import dev.lapse.testing.TestDatabases.TestDatabase;
import dev.lapse.testing.TestProgram;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Purges about 1,000,000 rows of 200 accounts out of 10,000,000 rows of 2,000, once with the script
 * that one would write by hand and once with Lapse, on copies of one database in one run: {@code
 * ./mvnw verify -Pbenchmark}. PostgreSQL writes to disk as in production.
 */
class PurgeBenchmark {
  private static final int ROUNDS = 3;
  private static final String SETS =
      """
      - {store: product, table: public.account, owned-by: id}
      - {store: product, table: public.app_user, owned-by: account_id}
      - {store: product, table: public.contact, owned-by: account_id}
      - {store: product, table: public.tag, owned-by: account_id}
      - {store: product, table: public.contact_tag, owned-by: contact_id -> public.contact.id}
      - {store: product, table: public.deal, owned-by: account_id}
      - {store: product, table: public.note, owned-by: account_id}
      - {store: product, table: public.campaign, owned-by: account_id}
      - {store: product, table: public.message, owned-by: campaign_id -> public.campaign.id}
      - {store: product, table: public.event, owned-by: account_id}
      - {store: product, table: public.report, owned-by: account_id}
      - {store: product, table: public.attachment, owned-by: account_id}
      """;
  private static final String ACCOUNTS =
      """
      select string_agg(
        case state
          when 'closed' then format('{"id":"%s","kind":"direct","state":"closed","lapsedAt":"2026-10-01T00:00:00Z"}', id)
          else format('{"id":"%s","kind":"direct","state":"active"}', id)
        end, e'\\n' order by id)
      from account
      """;

  @Test
  @Timeout(3600)
  void purgeBesideTheScriptWrittenByHand() throws Exception {
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setServerConfig("shared_buffers", "2GB")
            .setServerConfig("max_wal_size", "8GB")
            .setServerConfig("max_connections", "100")
            .start()) {
      create(server, "bench", "");
      execute(server, "bench", script("schema.sql"));
      List<Double> byHand = new ArrayList<>();
      List<Double> lapse = new ArrayList<>();
      for (int round = 1; round <= ROUNDS; round++) {
        byHand.add(byHand(server, "hand" + round));
        lapse.add(lapse(server, "lapse" + round));
        System.out.printf(
            Locale.ROOT,
            "round %d: by hand %.1f s, lapse %.1f s%n",
            round,
            last(byHand),
            last(lapse));
      }
      System.out.printf(
          Locale.ROOT,
          "median: by hand %.1f s, lapse %.1f s, ratio %.2f%n",
          median(byHand),
          median(lapse),
          median(lapse) / median(byHand));
    }
  }

  private static double byHand(EmbeddedPostgres server, String copy) throws Exception {
    copy(server, copy);
    long started = System.nanoTime();
    execute(server, copy, script("by-hand.sql"));
    return (System.nanoTime() - started) / 1e9;
  }

  private static double lapse(EmbeddedPostgres server, String copy) throws Exception {
    copy(server, copy);
    create(server, copy + "_own", "");
    try (TestProgram program =
        TestProgram.at("2026-11-01T00:00:00Z")
            .databases(database(server, copy + "_own"), database(server, copy))
            .sets(SETS)
            .asSuperuser("so is whoever runs the script beside it")
            .open()) {
      program.imports(program.inProduct().sql(ACCOUNTS).query(String.class).single());
      long started = System.nanoTime();
      RunSummary run = program.run(JobName.PURGE);
      double seconds = (System.nanoTime() - started) / 1e9;
      assertThat(run.status()).isEqualTo("completed");
      assertThat(run.rows()).isEqualTo(1_000_200);
      return seconds;
    }
  }

  /** A copy whose pages are in memory, as those of a product in use are. */
  private static void copy(EmbeddedPostgres server, String copy) throws Exception {
    create(server, copy, "template bench strategy file_copy");
    execute(server, "postgres", "checkpoint");
    for (String table :
        List.of(
            "contact", "contact_tag", "message", "event", "note", "deal", "attachment", "report")) {
      execute(server, copy, "select count(*) from " + table);
    }
  }

  private static void create(EmbeddedPostgres server, String name, String how) throws SQLException {
    execute(server, "postgres", "create database " + name + " " + how);
  }

  private static void execute(EmbeddedPostgres server, String database, String sql)
      throws SQLException {
    try (Connection connection = server.getDatabase("postgres", database).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static TestDatabase database(EmbeddedPostgres server, String name) {
    return new TestDatabase(server.getJdbcUrl("postgres", name), "postgres", "postgres");
  }

  private static String script(String name) throws IOException {
    return Files.readString(Path.of("db/benchmark", name));
  }

  private static double last(List<Double> seconds) {
    return seconds.get(seconds.size() - 1);
  }

  private static double median(List<Double> seconds) {
    return seconds.stream().sorted().skip(seconds.size() / 2).findFirst().orElseThrow();
  }
}
