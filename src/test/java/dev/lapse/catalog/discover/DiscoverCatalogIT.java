package dev.lapse.catalog.discover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Catalogs;
import dev.lapse.catalog.check.CatalogProblem.Kind;
import dev.lapse.catalog.check.CheckCatalog;
import dev.lapse.catalog.live.ReadSchema;
import dev.lapse.catalog.live.StoreSchema;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class DiscoverCatalogIT {
  private static final String STORES =
      """
      stores:
        - name: product
          type: postgresql
          url: ${URL:jdbc:postgresql://localhost/product}
          username: ${USER}
          password: "a \\"b\\" #c"
          accounts: public.account
          key: id
          cells: {eu-1: {url: ${EU:jdbc:postgresql://eu/a}}, us-1: {}}
      """;

  private final TestDatabase database = TestDatabases.create();

  @Test
  void writesEveryTableOnceWithItsReason() throws SQLException {
    demoSchema();

    assertThat(discover(Catalogs.read(STORES)))
        .isEqualTo(
            """
            # What belongs to an account: every table of each store, once. Answer what is unclassified with owned-by or shared: true.
            # The reasons after #: are rewritten each time; your own comments, after #, stay.
            stores:
              - name: product
                type: postgresql
                url: ${URL:jdbc:postgresql://localhost/product}
                username: ${USER}
                password: "a \\"b\\" #c"
                accounts: public.account
                key: id
                cells:
                  eu-1:
                    url: ${EU:jdbc:postgresql://eu/a}
                  us-1: {}
            sets:
              #: store product: to decide: public.address, public.coupon, public.ledger_entry, public.message, public.task, public.transfer
              - {store: product, table: "public.\\"Odd \\"\\"table\\"\\".\\"", owned-by: account_id}  #: foreign key to public.account
              - {store: product, table: public.account, owned-by: id}  #: one row per account
              - {store: product, table: public.activity_log, owned-by: account_id}  #: named like a key of public.account, but no foreign key and no value says so; rows without one are shared by all
              - {store: product, table: public.address, unclassified: "referred to by public.contact; shared by all accounts, or owned by what refers to it? If it is owned: owned-by: id <- public.contact.address_id"}  #: needs an answer
              - {store: product, table: public.contact, owned-by: account_id}  #: foreign key to public.account
              - {store: product, table: public.contact_tag, owned-by: contact_id -> public.contact.id}  #: foreign key to public.contact
              - {store: product, table: public.contact_tag_note, owned-by: "(contact_id, tag) -> public.contact_tag.(contact_id, tag)"}  #: foreign key to public.contact_tag
              - {store: product, table: public.country, unclassified: "follows public.address"}  #: needs an answer
              - {store: product, table: public.coupon, unclassified: "redeemed_by may be null and names an account; does it determine the owner of the rows, or are they shared? If it does: owned-by: redeemed_by"}  #: needs an answer
              - {store: product, table: public.coupon_print, unclassified: "follows public.coupon"}  #: needs an answer
              - {store: product, table: public.ledger_entry, unclassified: "nothing leads from here to an account; are the rows shared by all accounts, or who owns them?"}  #: needs an answer
              - {store: product, table: public.message, unclassified: "which of from_contact, to_contact determines the owner of the rows, or do all of them?"}  #: needs an answer
              - {store: product, table: public.task, unclassified: "who owns rows in which contact_id is null: are they shared by all accounts, or reached by another path? If they are shared: owned-by: contact_id -> public.contact.id"}  #: needs an answer
              - {store: product, table: public.template, owned-by: account_id}  #: foreign key to public.account; rows without one are shared by all
              - {store: product, table: public.transfer, unclassified: "which of payee_id, payer_id determines the owner of the rows, or do all of them?"}  #: needs an answer
            """);
  }

  @Test
  void writesWhatReadsBackAndCoversTheStoreButForTheQuestions() throws SQLException {
    demoSchema();

    Catalog read = Catalogs.read(discover(Catalogs.read(STORES)));

    assertThat(CheckCatalog.of(read, read.stores().get(0), schema()))
        .isNotEmpty()
        .allSatisfy(problem -> assertThat(problem.kind()).isEqualTo(Kind.UNCLASSIFIED));
    assertThat(read.stores().get(0).text()).isEqualTo(Catalogs.read(STORES).stores().get(0).text());
  }

  @Test
  void writesTheSameBytesFromTheSameInputAndFromItsOwnOutput() throws SQLException {
    demoSchema();
    Catalog catalog = Catalogs.read(STORES);

    String first = discover(catalog);

    assertThat(discover(catalog)).isEqualTo(first);
    assertThat(discover(Catalogs.read(first))).isEqualTo(first);
  }

  @Test
  void writesStatementsBackAsTheyStood() throws SQLException {
    demoSchema();
    Catalog configured =
        Catalogs.read(
            STORES
                + """
                    on-cut-off: |
                      update public.account set locked = true -- ${WHY}
                      where id::text = :account
                    on-reactivation: "select public.unlock(:account, :at)"
                """);

    String written = discover(configured);

    assertThat(written)
        .contains("${WHY}")
        .contains("    on-reactivation: \"select public.unlock(:account, :at)\"\n");
    assertThat(Catalogs.read(written).stores().get(0).statements())
        .allSatisfy(
            (lifecycleEvent, statement) ->
                assertThat(statement.text())
                    .isEqualTo(configured.stores().get(0).statements().get(lifecycleEvent).text()))
        .hasSize(2);
  }

  @Test
  void keepsEditsAndAnswersWhatTheyAnswer() throws SQLException {
    demoSchema();
    String edited =
        discover(Catalogs.read(STORES))
            .replaceAll(
                "table: public.coupon, unclassified: .*}",
                "table: public.coupon, owned-by: redeemed_by, keep: {why: \"tax law\", for: P10Y}}")
            .replaceAll(
                "table: public.contact, owned-by: account_id}",
                "table: public.contact, owned-by: account_id, anonymize: {name: null, mail: \"null\"}}")
            .replaceAll(
                "(table: public.ledger_entry, unclassified: ).*}", "$1\"ask \\\\\"Ann\\\\\"\"}");

    String again = discover(Catalogs.read(edited));

    assertThat(again)
        .contains(
            """
            table: public.coupon, owned-by: redeemed_by, keep: {why: "tax law", for: P10Y}}  #: as edited
            """)
        .contains(
            """
            table: public.contact, owned-by: account_id, anonymize: {mail: "null", name: null}}  #: as edited
            """)
        .contains(
            """
            table: public.ledger_entry, unclassified: "ask \\"Ann\\""}  #: as edited
            """)
        .contains(
            """
            table: public.coupon_print, owned-by: coupon_id -> public.coupon.id}  #: foreign key to public.coupon
            """);
    assertThat(discover(Catalogs.read(again))).isEqualTo(again);
  }

  @Test
  void leavesOutTablesThatAreGoneAndTheSetsOfOtherStoresAlone() throws SQLException {
    database.run("create table account (id bigint primary key)");
    Catalog catalog =
        Catalogs.read(
            Catalogs.STORE
                + Catalogs.STORE.substring("stores:\n".length()).replace("product", "other")
                + """
                sets:
                  - {store: product, table: public.gone, shared: true}
                  - {store: other, table: public.there, shared: true}
                """);

    assertThat(discover(catalog))
        .endsWith(
            """
            sets:
              #: store product: nothing is open
              - {store: product, table: public.account, owned-by: id}  #: one row per account
              - {store: other, table: public.there, shared: true}  #: not checked this time
            """);
  }

  @Test
  void takesTheShorterOfTwoWays() throws SQLException {
    database.run(
        """
        create table account (id bigint primary key);
        create table z_near (id bigint primary key, account_id bigint not null references account);
        create table a_far (id bigint primary key, near_id bigint not null references z_near);
        create table note (
          far_id bigint not null references a_far, near_id bigint not null references z_near);
        """);

    assertThat(discover(Catalogs.read(Catalogs.STORE)))
        .contains("table: public.note, owned-by: near_id -> public.z_near.id}");
  }

  @Test
  void takesNoWayAroundTheQuestionWhichAccount() throws SQLException {
    database.run(
        """
        create table account (id bigint primary key);
        create table a_contact (
          id bigint primary key, account_id bigint not null references account);
        create table transfer (
          payer_id bigint not null references account, payee_id bigint not null references account,
          contact_id bigint not null references a_contact);
        """);

    assertThat(discover(Catalogs.read(Catalogs.STORE)))
        .contains(
            "table: public.transfer, unclassified: \"which of payee_id, payer_id determines the owner of the rows, or do all of them?\"}");
  }

  @Test
  void ignoresNamesThatMeanSomethingElse() throws SQLException {
    database.run(
        """
        create table account (id bigint primary key);
        create table ledger_account (id bigint primary key);
        create table booking (account_id bigint not null references ledger_account);
        create table other_booking (account_id bigint not null);
        """);

    assertThat(discover(Catalogs.read(Catalogs.STORE))).doesNotContain("owned-by: account_id}");
  }

  @Test
  void ignoresNamesOfColumnsOfAnotherType() throws SQLException {
    database.run(
        """
        create table account (id bigint primary key);
        create table booking (account_id bigint not null);
        create table text_booking (account_id text not null);
        """);

    assertThat(discover(Catalogs.read(Catalogs.STORE)))
        .contains("table: public.booking, owned-by: account_id}")
        .contains("table: public.text_booking, unclassified:");
  }

  private void demoSchema() {
    database.run(
        """
        create table account (id bigint primary key, name text);
        create table country (id text primary key);
        create table address (id bigint primary key, country_id text not null references country);
        create table contact (
          id bigint primary key,
          account_id bigint not null references account,
          address_id bigint references address,
          boss_id bigint references contact,
          name text,
          mail text);
        create table contact_tag (
          contact_id bigint not null references contact, tag text, primary key (contact_id, tag));
        create table contact_tag_note (
          contact_id bigint not null, tag text not null, body text,
          foreign key (contact_id, tag) references contact_tag);
        create table activity_log (id bigint, account_id int);
        create table template (account_id bigint references account);
        create table coupon (id bigint primary key, redeemed_by bigint references account);
        create table coupon_print (coupon_id bigint not null references coupon);
        create table transfer (
          payer_id bigint not null references account, payee_id bigint not null references account);
        create table message (
          from_contact bigint not null references contact,
          to_contact bigint not null references contact);
        create table task (contact_id bigint references contact);
        create table ledger_entry (id bigint);
        create table "Odd ""table""." (account_id bigint not null references account);
        create table flyway_schema_history (id int);
        """);
  }

  private String discover(Catalog catalog) throws SQLException {
    return Discovery.of(catalog, database).text();
  }

  private StoreSchema schema() throws SQLException {
    try (Connection connection = database.dataSource().getConnection()) {
      return ReadSchema.read(connection);
    }
  }
}
