package dev.lapse.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.Import;
import dev.lapse.testing.TestDatabases.TestDatabase;
import dev.lapse.testing.TestProgram;
import dev.lapse.testing.TestRoles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A product, the truth about its rows, and what a person would answer. In its SQL {@code {a}} is
 * the number of the account of the step, {@code {b}} the next, and keys are those of {@link Keys}.
 */
final class Case {
  private static final String CLOSED = "\"state\":\"closed\",\"lapsedAt\":\"2026-11-01T00:00:00Z\"";
  private static final String ACTIVE = "\"state\":\"active\"";

  private final Keys keys;
  private final TestDatabase product = CaseDatabases.emptyProduct();
  private final JdbcClient jdbc = CaseDatabases.product();
  private Truth truth = new Truth();
  private Rows rows = Rows.none();
  private final Map<Integer, String> accounts = new TreeMap<>();
  private final Map<String, String> answers = new LinkedHashMap<>();
  private final Map<String, String> edits = new LinkedHashMap<>();
  private final List<String> additions = new java.util.ArrayList<>();
  private final List<String> conventions = new java.util.ArrayList<>();
  private String purge = "";
  private String role = TestRoles.ERASER;
  private String afterGranting = "";
  private String accountsTable = "public.account";
  private String accountsKey = "id";

  private Case(Keys keys) {
    this.keys = keys;
  }

  /** A product with these tables and no rows. */
  static Case of(Keys keys, String tables) {
    Case made = new Case(keys);
    CaseDatabases.run(keys.in(tables));
    made.rows = Rows.of(made.jdbc);
    return made;
  }

  static Case of(String tables) {
    return of(Keys.BIGINT, tables);
  }

  /** A random product with all its rows. */
  static Case random(RandomProduct random) {
    Case made = new Case(random.keys());
    CaseDatabases.run(random.sql());
    made.truth = random.filling.truth();
    random.filling.accounts.forEach(account -> made.accounts.put(account, ACTIVE));
    random.filling.closed.forEach(made::closes);
    assertThat(Rows.of(made.jdbc)).as("the truth").isEqualTo(made.truth.all());
    return made;
  }

  /** Where the accounts are, if not in {@code public.account(id)}. */
  Case accountsIn(String table, String key) {
    accountsTable = table;
    accountsKey = key;
    return this;
  }

  /** Rows that belong to no account. */
  Case nobodys(String sql) {
    step(Truth.NOBODY, 0, sql);
    return this;
  }

  /** Rows that go with the last of these accounts. */
  Case jointly(String sql, Integer... owners) {
    step(Set.of(owners), 0, sql);
    return this;
  }

  /** Rows of each of these accounts; new accounts are active. */
  Case rowsOf(String sql, int... numbers) {
    for (int number : numbers) {
      accounts.putIfAbsent(number, ACTIVE);
      step(Set.of(number), number, sql);
    }
    return this;
  }

  private void step(Set<Integer> owners, int number, String sql) {
    Rows before = rows;
    String next = String.valueOf(number + 1);
    CaseDatabases.run(keys.in(sql.replace("{a}", String.valueOf(number)).replace("{b}", next)));
    rows = Rows.of(jdbc);
    truth.step(owners, before, rows);
  }

  /** These accounts closed, and their purge is due. */
  Case closes(int... numbers) {
    for (int number : numbers) {
      accounts.put(number, CLOSED);
    }
    return this;
  }

  /** What a person says of a table if discovery asks about it. */
  Case answers(String table, String entry) {
    answers.put(table, entry);
    return this;
  }

  /** What a person writes into the entry of a table, asked or not. */
  Case edits(String table, String entry) {
    edits.put(table, entry);
    return this;
  }

  /** A convention of the catalog that discovery reads. */
  Case decides(String convention) {
    conventions.add("  - " + convention + "\n");
    return this;
  }

  /** An entry of the catalog without a table. */
  Case adds(String entry) {
    additions.add(entry);
    return this;
  }

  /** Further lines of the job's file. */
  Case purging(String lines) {
    purge = lines;
    return this;
  }

  /** Lapse connects as the role that may not bypass triggers. */
  Case asLimitedRole() {
    role = TestRoles.LIMITED;
    return this;
  }

  /** What the administrator does after granting what is printed. */
  Case afterGranting(String sql) {
    afterGranting = sql;
    return this;
  }

  TestDatabase product() {
    return product;
  }

  JdbcClient jdbc() {
    return jdbc;
  }

  Truth truth() {
    return truth;
  }

  /** The commands of the catalog as the product's owner, who has every right. */
  CatalogCommands commands() {
    return commands(product.username());
  }

  private CatalogCommands commands(String as) {
    return new CatalogCommands(
        Map.of(
            "PRODUCT_DATABASE_URL", product.url(),
            "PRODUCT_DATABASE_USERNAME", as,
            "PRODUCT_DATABASE_PASSWORD", product.password()));
  }

  /** What discovery writes from the stores alone, as a role that only reads. */
  CatalogText discovered() {
    CatalogCommands.Result result =
        commands(TestRoles.DISCOVERER)
            .discover(
                CatalogText.stores(accountsTable, accountsKey)
                    + (conventions.isEmpty() ? "" : "conventions:\n")
                    + String.join("", conventions));
    assertThat(result.exitCode()).as(result.err()).isZero();
    return CatalogText.read(result.out());
  }

  /** What discovery writes of a catalog, with the proposals that the rows bear out. */
  String accepted(String catalog) {
    CatalogCommands.Result result = commands(TestRoles.DISCOVERER).accept(catalog);
    assertThat(result.exitCode()).as(result.err()).isZero();
    return result.out();
  }

  /** The same, from the stores alone. */
  String accepted() {
    return accepted(CatalogText.stores(accountsTable, accountsKey));
  }

  /** The catalog after the answers; a question that this case does not answer is a failure. */
  String catalog() {
    CatalogText catalog = discovered();
    Map<String, String> questions = catalog.questions();
    assertThat(questions.keySet().stream().filter(table -> !knowsAnswer(table)))
        .as("questions without an answer: %s", questions)
        .isEmpty();
    answers.forEach(
        (table, entry) -> {
          if (questions.containsKey(table)) {
            catalog.edit(table, entry);
          }
        });
    edits.forEach(catalog::edit);
    additions.forEach(catalog::add);
    return catalog.text();
  }

  private boolean knowsAnswer(String table) {
    return answers.containsKey(table)
        || Stream.of("owned-by:", "shared:").anyMatch(edits.getOrDefault(table, "")::contains);
  }

  /** Discover, answer, check, dry run, purge. */
  Verdict purge() {
    String catalog = catalog();
    CatalogCommands.Result check = commands().check(catalog);
    assertThat(check.exitCode()).as("check: %s%s%n%s", check.out(), check.err(), catalog).isZero();
    return purge(catalog);
  }

  /** Dry run and purge with this catalog. */
  Verdict purge(String catalog) {
    TestProgram program = open(catalog);
    RunSummary rehearsed = program.run(JobName.PURGE, program.clock.instant(), true);
    assertThat(Rows.of(jdbc)).as("after the dry run").isEqualTo(truth.all());
    return verdict(program, rehearsed, program.run(JobName.PURGE), catalog);
  }

  /** The same without the dry run. */
  Verdict purgeAtOnce(String catalog) {
    TestProgram program = open(catalog);
    RunSummary run = program.run(JobName.PURGE);
    return verdict(program, run, run, catalog);
  }

  /** A purge refuses account 1, which may still come back. */
  void refusesBeforeTheClaim(String reason) {
    String catalog = catalog();
    TestProgram program = open(catalog);
    RunSummary run = program.run(JobName.PURGE);
    verdict(program, run, run, catalog).refused(1, reason);
    assertThat(
            program
                .inLapse()
                .sql("select count(*) from lapse.account where point_of_no_return_at is not null")
                .query(Long.class)
                .single())
        .isZero();
  }

  /** The program with this catalog, knowing the accounts. */
  TestProgram open(String catalog) {
    TestProgram program = CaseProgram.with(catalog, product, role, purge);
    product.run(afterGranting);
    assertThat(
            program
                .imports(
                    accounts.entrySet().stream()
                        .map(known -> Import.line(keys.text(known.getKey()), known.getValue()))
                        .collect(Collectors.joining()))
                .rejected())
        .isEmpty();
    return program;
  }

  Verdict verdict(TestProgram program, RunSummary rehearsed, RunSummary run, String catalog) {
    Map<String, String> byId =
        program
            .inLapse()
            .sql("select account_id, outcome, reason from lapse.plan_item where run_id = ?")
            .param(run.run())
            .query(
                (row, number) ->
                    Map.entry(
                        row.getString("account_id"),
                        row.getString("reason") == null
                            ? row.getString("outcome")
                            : row.getString("outcome") + ": " + row.getString("reason")))
            .list()
            .stream()
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    Map<Integer, String> outcomes = new TreeMap<>();
    for (int account : new TreeSet<>(accounts.keySet())) {
      String outcome = byId.get(keys.text(account));
      if (outcome != null) {
        outcomes.put(account, outcome);
      }
    }
    return new Verdict(truth, Rows.of(jdbc), outcomes, rehearsed, run, catalog);
  }
}
