package dev.lapse.catalog.discover.saas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Catalogs;
import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.DataSet.Ownership;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.check.CatalogProblem.Kind;
import dev.lapse.catalog.check.CheckCatalog;
import dev.lapse.catalog.diagram.Diagram;
import dev.lapse.catalog.discover.Discovery;
import dev.lapse.catalog.live.ReadSchema;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Discovery of a database of 120 tables; the test knows who owns each row. */
class DiscoverSaasIT {
  private static final long SEED = 20261123;

  /** Samples, proofs and counts together. */
  private static final long READS_PER_ROW = 10;

  private static final Path EXAMPLE = Path.of("docs", "example-catalog.yaml");

  private static final Path PICTURE = Path.of("docs", "example-catalog.svg");

  private static Saas saas;
  private static TestDatabase database;
  private static String text;
  private static Catalog catalog;
  private static long read;

  @BeforeAll
  static void discover() throws SQLException, IOException {
    saas = Saas.of(SEED);
    database = saas.load();
    long before = rowsRead();
    text = discover(Catalogs.read(Catalogs.STORE));
    read = rowsRead() - before;
    catalog = Catalogs.read(text);
  }

  @Test
  void readsEachRowAFewTimesOnly() {
    assertThat(saas.tables().keySet()).hasSize(120);
    assertThat(saas.rows()).isBetween(195_000, 205_000);
    assertThat(read).isBetween((long) saas.rows(), READS_PER_ROW * saas.rows());
  }

  /** Rows of the product's tables that statements have read, as PostgreSQL counts them. */
  private static long rowsRead() {
    return JdbcClient.create(database.dataSource())
        .sql(
            """
            select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))
            from pg_stat_user_tables
            """)
        .query(Long.class)
        .single();
  }

  @Test
  void givesEachAccountItsRowsAndNoOthers() throws SQLException {
    Map<String, String> wrong = new TreeMap<>();
    try (Connection connection = database.dataSource().getConnection()) {
      RowsByWays rows = new RowsByWays(catalog, connection);
      for (DataSet set : catalog.sets()) {
        if (set.ownership() instanceof Ownership.Unclassified) {
          continue;
        }
        SaasTable table = saas.tables().get(set.table().schema() + "." + set.table().table());
        Map<String, TreeSet<String>> found =
            set.isOwned() ? rows.count(set.table(), table.identity()) : Map.of();
        Map<String, TreeSet<String>> truth = new HashMap<>();
        table
            .owners()
            .forEach(
                (row, owner) -> {
                  if (owner != null) {
                    truth.put(row, new TreeSet<>(List.of(owner.toString())));
                  }
                });
        if (!found.equals(truth)) {
          wrong.put(set.name(), set.ownership() + " finds " + found.size() + " of " + truth.size());
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void asksOnlyWhatTheDataCannotShow() {
    Map<TableName, String> questions = new TreeMap<>();
    catalog.sets().stream()
        .filter(set -> set.ownership() instanceof Ownership.Unclassified)
        .forEach(
            set ->
                questions.put(set.table(), ((Ownership.Unclassified) set.ownership()).question()));
    System.out.println(questions);
    assertThat(questions.keySet().stream().map(TableName::toString))
        .containsExactly(
            "audit.search_document", // an account's key in disguise
            "billing.tax_rate", // refers to nothing but shared tables, and nothing refers to it
            "billing.transfer", // two accounts
            "public.system_setting", // nothing leads there
            "public.time_zone_name",
            "support.call_log"); // some rows are of no ticket
  }

  @Test
  void writesWhatTheCheckAcceptsButForTheQuestionsAndTheTrigger() throws SQLException {
    try (Connection connection = database.dataSource().getConnection()) {
      assertThat(
              CheckCatalog.of(catalog, catalog.stores().get(0), ReadSchema.read(connection))
                  .stream()
                  .filter(problem -> problem.kind() != Kind.UNCLASSIFIED))
          .singleElement()
          .satisfies(problem -> assertThat(problem.message()).contains("log_delete"));
    }
  }

  @Test
  void writesTheSameBytesEachTime() throws SQLException {
    assertThat(discover(Catalogs.read(Catalogs.STORE))).isEqualTo(text);
    assertThat(discover(catalog)).isEqualTo(text);
  }

  @Test
  void isTheExampleOfTheDocumentation() throws IOException {
    if (Boolean.getBoolean("lapse.write.examples")) {
      Files.writeString(EXAMPLE, text);
    }
    assertThat(EXAMPLE).hasContent(text);
  }

  @Test
  void isDrawnInTheDocumentation() throws IOException {
    String svg =
        Diagram.forFile("x.svg").orElseThrow().draw(catalog.stores().get(0), catalog.sets());
    if (Boolean.getBoolean("lapse.write.examples")) {
      Files.writeString(PICTURE, svg);
    }
    assertThat(PICTURE).hasContent(svg);
  }

  private static String discover(Catalog from) throws SQLException {
    return Discovery.of(from, database).text();
  }
}
