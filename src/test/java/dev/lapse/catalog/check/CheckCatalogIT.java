package dev.lapse.catalog.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Catalogs;
import dev.lapse.catalog.TableName;
import dev.lapse.catalog.check.CatalogProblem.Kind;
import dev.lapse.catalog.live.ReadSchema;
import dev.lapse.file.Position;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckCatalogIT {
  private static final String ACCOUNT = "table: public.account, owned-by: id";
  private static final String CONTACT = "table: public.contact, owned-by: account_id";

  private final TestDatabase database =
      TestDatabases.create()
          .run(
              """
              create table account (id bigint primary key, name text);
              create table contact (
                id bigint primary key,
                account_id bigint not null references account,
                boss_id bigint references contact);
              """);

  @Test
  void findsNothingWhereTheCatalogCoversTheStore() throws SQLException {
    database.run(
        """
        create table country (id text primary key);
        alter table contact add country_id text references country;
        create table note (
          contact_id bigint references contact on delete cascade, kind varchar(5), code int);
        create table invoice (account_id int, contact_id bigint references contact);
        create table flyway_schema_history (id int);
        """);

    assertThat(
            check(
                ACCOUNT,
                CONTACT,
                "table: public.country, shared: true",
                "table: public.note, owned-by: \"contact_id -> public.contact.id where kind = 'x'\"",
                "table: public.invoice, owned-by: account_id, anonymize: {contact_id: null}"))
        .isEmpty();
  }

  @Test
  void reportsTableThatIsNotListed() throws SQLException {
    assertThat(check(ACCOUNT))
        .containsExactly(
            problem(
                Kind.UNLISTED,
                "contact",
                2,
                "public.contact is not listed for store 'product'; list it with owned-by, shared or"
                    + " unclassified"));
  }

  @Test
  void reportsOpenQuestion() throws SQLException {
    assertThat(check(ACCOUNT, "table: public.contact, unclassified: \"whose?\""))
        .containsExactly(
            problem(
                Kind.UNCLASSIFIED,
                "contact",
                9,
                "public.contact is unclassified (whose?); answer with owned-by or shared"));
  }

  @Test
  void reportsTableThatDoesNotExist() throws SQLException {
    assertThat(check(ACCOUNT, CONTACT, "table: public.contracts, owned-by: account_id"))
        .containsExactly(
            problem(
                Kind.MISSING_TABLE,
                "contracts",
                10,
                "store 'product' has no table public.contracts; did you mean 'public.contact'?"));
  }

  @Test
  void reportsColumnsThatDoNotExist() throws SQLException {
    database.run("create table note (contact_id bigint)");

    assertThat(
            check(
                ACCOUNT,
                "table: public.contact, owned-by: acount_id",
                "table: public.note, owned-by: \"contact -> public.contact.uid where kind = 'x'\","
                    + " anonymize: {body: null}"))
        .containsExactly(
            problem(
                Kind.MISSING_COLUMN,
                "contact",
                9,
                "public.contact has no column 'acount_id'; did you mean 'account_id'?"),
            problem(
                Kind.MISSING_COLUMN,
                "contact",
                10,
                "public.contact has no column 'uid'; did you mean 'id'?"),
            problem(
                Kind.MISSING_COLUMN,
                "note",
                10,
                "public.note has no column 'body'; known: contact_id"),
            problem(
                Kind.MISSING_COLUMN,
                "note",
                10,
                "public.note has no column 'contact'; did you mean 'contact_id'?"),
            problem(
                Kind.MISSING_COLUMN,
                "note",
                10,
                "public.note has no column 'kind'; known: contact_id"));
  }

  @Test
  void reportsAccountsTableAndKeyThatDoNotExist() throws SQLException {
    Catalog catalog =
        Catalogs.read(
            Catalogs.STORE.replace("public.account", "public.acount")
                + "sets:\n  - {store: product, "
                + CONTACT
                + "}\n  - {store: product, "
                + ACCOUNT
                + "}\n");

    assertThat(check(catalog))
        .containsExactly(
            problem(
                Kind.MISSING_TABLE,
                "acount",
                2,
                "store 'product' has no table public.acount; did you mean 'public.account'?"));

    assertThat(
            check(
                Catalogs.read(
                    Catalogs.STORE.replace("key: id", "key: ib")
                        + "sets:\n  - {store: product, table: public.account, owned-by: ib}\n"
                        + "  - {store: product, table: public.contact, shared: true}\n")))
        .extracting(CatalogProblem::kind)
        .contains(Kind.MISSING_COLUMN);
  }

  @Test
  void reportsAccountsTableThatIsNotOwnedByItsKey() throws SQLException {
    database.run("alter table contact drop constraint contact_account_id_fkey");

    assertThat(check("table: public.account, shared: true", CONTACT))
        .containsExactly(
            problem(
                Kind.WRONG_ACCOUNTS,
                "account",
                8,
                "public.account is the accounts table of store 'product'; write owned-by: id"));
  }

  @Test
  void reportsColumnsThatCannotBeCompared() throws SQLException {
    database.run("create table note (account_id date, contact_id uuid)");

    assertThat(check(ACCOUNT, CONTACT, "table: public.note, owned-by: account_id"))
        .containsExactly(
            problem(
                Kind.TYPE_MISMATCH,
                "note",
                10,
                "public.note.account_id is date, but public.account.id is bigint; use columns of the same type"));
    assertThat(
            check(
                ACCOUNT, CONTACT, "table: public.note, owned-by: contact_id -> public.contact.id"))
        .extracting(CatalogProblem::kind)
        .containsExactly(Kind.TYPE_MISMATCH);
  }

  @Test
  void letsATextColumnReferToKeysOfAnyType() throws SQLException {
    database.run("create table note (record_id character varying(40))");

    assertThat(
            check(ACCOUNT, CONTACT, "table: public.note, owned-by: record_id -> public.contact.id"))
        .isEmpty();
  }

  @Test
  void reportsValueThatAColumnCannotTake() throws SQLException {
    database.run(
        "create table note (account_id bigint, body text not null, size int generated always as"
            + " (length(body)) stored)");

    assertThat(
            check(
                ACCOUNT,
                CONTACT,
                "table: public.note, owned-by: account_id, anonymize: {body: null, size: \"1\"}"))
        .containsExactly(
            problem(
                Kind.NOT_ASSIGNABLE,
                "note",
                10,
                "public.note.body is not null; anonymize it with a constant"),
            problem(
                Kind.NOT_ASSIGNABLE,
                "note",
                10,
                "public.note.size is a generated column; anonymize the columns that it is computed from"));
  }

  @Test
  void reportsForeignKeyThatWouldChangeRowsThatStay() throws SQLException {
    database.run(
        """
        create table flag (contact_id bigint not null references contact on delete cascade);
        create table invoice (
          account_id bigint, contact_id bigint references contact on delete set null);
        """);

    assertThat(
            check(
                ACCOUNT,
                CONTACT,
                "table: public.flag, shared: true",
                "table: public.invoice, owned-by: account_id, keep: {why: law, for: P10Y}"))
        .containsExactly(
            problem(
                Kind.SIDE_EFFECT,
                "flag",
                10,
                "public.flag (contact_id) refers to public.contact by foreign key"
                    + " flag_contact_id_fkey, which on delete would delete rows that stay; accept it (accepts: [flag_contact_id_fkey] at public.flag), or keep or"
                    + " anonymize public.contact too, or let public.flag go with it"),
            problem(
                Kind.SIDE_EFFECT,
                "invoice",
                11,
                "public.invoice (contact_id) refers to public.contact by foreign key"
                    + " invoice_contact_id_fkey, which on delete would change rows that stay;"
                    + " accept it (accepts: [invoice_contact_id_fkey] at public.invoice), or make"
                    + " it owned with anonymize: {contact_id: null}, or keep or anonymize"
                    + " public.contact too, or let public.invoice go with it"));
  }

  @Test
  void reportsKeptRowsThatReferToErasedOnes() throws SQLException {
    database.run("create table invoice (account_id bigint not null references account)");
    String invoice = "table: public.invoice, owned-by: account_id, ";

    assertThat(check(ACCOUNT, CONTACT, invoice + "keep: {why: law, for: P10Y}"))
        .containsExactly(
            problem(
                Kind.KEPT_REFERENCE,
                "invoice",
                8, // where the account is to be kept too
                "public.invoice (account_id) refers to public.account by foreign key"
                    + " invoice_account_id_fkey, so the rows it refers to cannot be deleted while"
                    + " its own rows stay; keep or anonymize public.account too, or let"
                    + " public.invoice go with it"));
    assertThat(
            check(
                ACCOUNT + ", anonymize: {name: null}",
                CONTACT,
                invoice + "keep: {why: law, for: P10Y}"))
        .isEmpty();

    database.run("alter table invoice alter account_id drop not null");
    assertThat(check(ACCOUNT, CONTACT, invoice + "anonymize: {account_id: \"0\"}"))
        .extracting(CatalogProblem::kind)
        .containsExactly(Kind.KEPT_REFERENCE);
    assertThat(check(ACCOUNT, CONTACT, invoice + "anonymize: {account_id: null}")).isEmpty();
  }

  @Test
  void acceptsCyclesAndInheritingTables() throws SQLException {
    database.run(
        """
        alter table account add owner_id bigint references contact;
        create table note (id bigint primary key, account_id bigint, task_id bigint);
        create table task (id bigint primary key, note_id bigint);
        create table document (id bigint, account_id bigint);
        create table legal_document () inherits (document);
        """);

    assertThat(
            check(
                ACCOUNT,
                CONTACT,
                "table: public.note, owned-by: [account_id, task_id -> public.task.id]",
                "table: public.task, owned-by: note_id -> public.note.id",
                "table: public.document, owned-by: account_id",
                "table: public.legal_document, owned-by: account_id, keep: {why: law, for: P10Y}"))
        .isEmpty();
  }

  @Test
  void reportsDeleteTriggersUntilTheyAreAcceptedOrBypassed() throws SQLException {
    database.run(
        """
        create function audit() returns trigger language plpgsql as 'begin return old; end';
        create trigger audit after delete on contact for each row execute function audit();
        create trigger touch before update on contact for each row execute function audit();
        """);

    assertThat(check(ACCOUNT, CONTACT))
        .containsExactly(
            problem(
                Kind.TRIGGER,
                "contact",
                9,
                "delete trigger audit on public.contact has not been reviewed; let it fire (accepts: [audit]) or disable it for erasures (bypasses: [audit])"));
    assertThat(check(ACCOUNT, CONTACT + ", accepts: [audit]")).isEmpty();
    assertThat(check(ACCOUNT, CONTACT + ", bypasses: [audit]")).isEmpty();
    assertThat(check(ACCOUNT, CONTACT + ", accepts: [audit, tuoch], large-objects: [id]"))
        .extracting(CatalogProblem::kind)
        .containsExactlyInAnyOrder(Kind.MISSING_NAME, Kind.TYPE_MISMATCH);
  }

  @Test
  void reportsWhatAReferenceNamesThatIsNotThere() throws SQLException {
    database.run("create table employee (id bigint primary key, manager_id bigint, kind text)");
    String employee = "table: public.employee, shared: true, refers: \"manager_id -> %s\"";

    assertThat(
            check(ACCOUNT, CONTACT, employee.formatted("public.employee.id where kind = 'boss'")))
        .isEmpty();
    assertThat(check(ACCOUNT, CONTACT, employee.formatted("public.employee.id where knd = 'boss'")))
        .containsExactly(
            problem(
                Kind.MISSING_COLUMN,
                "employee",
                10,
                "public.employee has no column 'knd'; did you mean 'kind'?"));
  }

  @Test
  void reportsAllProblemsAtOnceInAStableOrder() throws SQLException {
    database.run("create table a (x bigint); create table b (x bigint);");
    Catalog catalog =
        Catalogs.withSets(
            CONTACT,
            "table: public.zzz, shared: true",
            "table: public.b, unclassified: \"whose?\"");

    List<CatalogProblem> problems = check(catalog);

    assertThat(problems)
        .extracting(problem -> problem.kind() + " " + problem.table().table())
        .containsExactly("UNLISTED a", "UNLISTED account", "UNCLASSIFIED b", "MISSING_TABLE zzz");
    assertThat(check(catalog)).isEqualTo(problems);
  }

  private static CatalogProblem problem(Kind kind, String table, int line, String message) {
    return new CatalogProblem(
        kind, new TableName("public", table), message, new Position("catalog.yaml", line));
  }

  private List<CatalogProblem> check(String... sets) throws SQLException {
    return check(Catalogs.withSets(sets));
  }

  private List<CatalogProblem> check(Catalog catalog) throws SQLException {
    try (Connection connection = database.dataSource().getConnection()) {
      return CheckCatalog.of(catalog, catalog.stores().get(0), ReadSchema.read(connection)).stream()
          .map(problem -> problem.with(null, problem.at())) // CheckEmptyDatabaseIT reads the lines
          .toList();
    }
  }
}
