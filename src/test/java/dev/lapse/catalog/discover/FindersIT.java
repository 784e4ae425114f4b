package dev.lapse.catalog.discover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Catalogs;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each finder is sure of, and tables that look alike and are not. */
class FindersIT {
  private final TestDatabase database = TestDatabases.create();

  @BeforeEach
  void accountsWithContacts() {
    database.run(
        """
        create table account (id bigint primary key, slug text unique);
        insert into account select n, 'customer-' || n from generate_series(1, 30) n;
        create table contact (id bigint primary key, account_id bigint not null references account);
        insert into contact select n, 1 + n % 30 from generate_series(1, 300) n;
        """);
  }

  @Test
  void tenantColumnWinsOverDirtyReferences() throws SQLException {
    database.run(
        """
        create table deal (
          id bigint primary key, account_id bigint not null references account,
          contact_id bigint references contact);
        insert into deal select n, 1 + n % 30, case when n % 10 = 0 then 1 + n % 299 else n end
          from generate_series(1, 300) n;
        """);

    assertThat(entry("deal")).startsWith("owned-by: account_id}");
  }

  @Test
  void rowsWithoutTenantAreSharedUnlessTheyHangOnAnAccountsRow() throws SQLException {
    database.run(
        """
        create table template (id bigint primary key, account_id bigint references account);
        insert into template select n, case when n % 3 > 0 then 1 + n % 30 end
          from generate_series(1, 90) n;
        create table note (account_id bigint references account,
          contact_id bigint not null references contact);
        insert into note select case when n % 3 > 0 then 1 + n % 30 end, n
          from generate_series(1, 300) n;
        create table dirty_note (account_id bigint references account,
          contact_id bigint not null references contact);
        insert into dirty_note select case when n % 3 > 0 then 1 + (n + n % 2) % 30 end, n
          from generate_series(1, 300) n;
        """);

    assertThat(entry("template"))
        .startsWith("owned-by: account_id}")
        .contains("some rows have none: shared by all");
    assertThat(entry("note"))
        .startsWith("owned-by: [account_id, contact_id -> public.contact.id]}");
    assertThat(entry("dirty_note")).startsWith("unclassified: \"who owns rows in which account_id");
  }

  @Test
  void rowsWithoutTenantAreOneAccountsWhereOnlyItsRowsReferToThem() throws SQLException {
    database.run(
        """
        create table own_template (id bigint primary key, account_id bigint references account);
        insert into own_template select n, case when n <= 30 then n end from generate_series(1, 90) n;
        create table common_template (id bigint primary key, account_id bigint references account);
        insert into common_template select n, case when n <= 30 then n end from generate_series(1, 90) n;
        alter table contact add own_id bigint references own_template,
          add common_id bigint references common_template;
        update contact set own_id = 31 + id % 60, common_id = 31 + id % 7;
        create table draft (id bigint primary key, account_id bigint references account,
          created_by bigint references contact);
        insert into draft select n, case when n % 2 = 0 then 1 + n % 30 end, case when n % 4 = 1 then n end
          from generate_series(1, 90) n;
        """);

    assertThat(entry("own_template"))
        .startsWith("owned-by: [account_id, \"id <- public.contact.own_id\"]}");
    assertThat(entry("common_template")).startsWith("owned-by: account_id}");
    assertThat(entry("draft"))
        .startsWith(
            "unclassified: \"who owns rows in which account_id is null? created_by only says");
  }

  @Test
  void rowsOfOneAccountEachAreNoLookup() throws SQLException {
    database.run(
        """
        create table picture (id bigint primary key);
        insert into picture select generate_series(1, 220);
        create table shown (id bigint primary key, contact_id bigint not null references contact,
          picture_id bigint not null references picture);
        insert into shown select n, n, n from generate_series(1, 200) n;
        insert into shown select n, 1 + n % 300, 201 + n / 7 % 20 from generate_series(201, 900) n;
        """);

    assertThat(entry("picture")).startsWith("unclassified: \"referred to by public.shown");
  }

  @Test
  void nameThatFitsAnotherTableIsBelievedWhereOtherReferencesAgree() throws SQLException {
    database.run(
        """
        create table bank_account (id bigint primary key, account_id bigint not null references account);
        insert into bank_account select n, n from generate_series(1, 30) n;
        create table alert (account_id bigint not null);
        insert into alert select 1 + n % 30 from generate_series(1, 300) n;
        create table call (account_id bigint not null, contact_id bigint references contact);
        insert into call select account_id, id from contact;
        """);

    assertThat(entry("alert"))
        .startsWith(
            "unclassified: \"is account_id the account's key, or does it refer to public.bank_account?");
    assertThat(entry("call")).startsWith("owned-by: account_id}");
  }

  @Test
  void distinguishesUpwardOwnershipFromLookupsAndDirt() throws SQLException {
    database.run(
        """
        create table address (id bigint primary key, city text);
        create table country (id bigint primary key);
        create table dirty_address (id bigint primary key, city text);
        create table member (id bigint primary key, email text);
        insert into address select generate_series(1, 300);
        insert into dirty_address select generate_series(1, 300);
        insert into country select generate_series(1, 20);
        insert into member select generate_series(1, 20);
        alter table contact add address_id bigint references address,
          add country_id bigint references country, add dirty_id bigint references dirty_address,
          add member_id bigint references member;
        update contact set address_id = id, country_id = 1 + id % 20, member_id = 1 + id % 20,
          dirty_id = case when id % 10 = 0 then id - 1 else id end;
        """);

    assertThat(entry("address")).startsWith("owned-by: \"id <- public.contact.address_id\"}");
    assertThat(entry("country"))
        .startsWith("shared: true}")
        .contains("rows of several accounts refer to the same rows");
    assertThat(entry("dirty_address"))
        .startsWith("unclassified:")
        .contains("rows are referred to, some of them by rows of several accounts")
        .contains("If it is owned: owned-by: id <- public.contact.dirty_id");
    assertThat(entry("member")).startsWith("unclassified:");
  }

  @Test
  void explainsPairsInEverySpellingAndAsksForTheTypeItDoesNotKnow() throws SQLException {
    database.run(
        """
        create schema crm;
        create table crm.deal (id uuid primary key, account_id bigint not null references account);
        insert into crm.deal
          select md5(n::text)::uuid, 1 + n % 30 from generate_series(1, 300) n;
        create table attachment (record_type text not null, record_id text not null);
        insert into attachment
          select case n % 6 when 0 then 'deals' when 1 then 'Deal' when 2 then 'App\\Models\\Deal'
              when 3 then 'crm.deal' when 4 then 'DEAL' else 'contact' end,
            case when n % 6 < 5 then md5(n::text)::uuid::text else n::text end
          from generate_series(1, 300) n;
        create table odd (record_type text not null, record_id text not null);
        insert into odd select case when n % 2 = 0 then 'Contact' else 'Spaceship' end, n::text
          from generate_series(1, 300) n;
        create table gone (record_type text not null, record_id bigint not null);
        insert into gone select 'Contact', n + 100 from generate_series(1, 300) n;
        create table plain (payment_type text not null, payment_id bigint not null);
        insert into plain select 'cash', n from generate_series(1, 300) n;
        """);

    assertThat(entry("attachment"))
        .startsWith(
            "owned-by: [\"record_id -> crm.deal.id where record_type in ('App\\\\Models\\\\Deal',"
                + " 'DEAL', 'Deal', 'crm.deal', 'deals')\","
                + " \"record_id -> public.contact.id where record_type = 'contact'\"]}");
    assertThat(entry("odd")).startsWith("unclassified:").contains("which table is 'Spaceship'?");
    assertThat(entry("gone"))
        .startsWith("unclassified:")
        .contains("is 'Contact' public.contact? some of the sampled ids are there");
    assertThat(entry("plain")).startsWith("unclassified:").doesNotContain("which table");
  }

  @Test
  void typesThatPointAtSharedTablesAreNobodys() throws SQLException {
    database.run(
        """
        create table country (id bigint primary key, name text);
        create table city (account_id bigint not null references account, country_id bigint not null references country);
        create table remark (about_type text not null, about_id bigint not null);
        insert into country select n, 'c' || n from generate_series(1, 5) n;
        insert into city select n, 1 + n % 5 from generate_series(1, 30) n;
        insert into remark select case when n % 3 = 0 then 'Country' else 'Contact' end, 1 + n % 5
          from generate_series(1, 300) n;
        """);

    String found = discover(Catalogs.STORE);

    assertThat(found)
        .contains(
            "table: public.remark, owned-by: \"about_id -> public.contact.id where about_type = 'Contact'\","
                + " shared-where: [\"about_type = 'Country'\"]}  #: polymorphic");
    assertThat(discover(found)).isEqualTo(found);
  }

  @Test
  void believesUndeclaredReferencesByNameAndValuesTogether() throws SQLException {
    database.run(
        """
        create table email (contact_id bigint not null);
        insert into email select n from generate_series(1, 300) n;
        create table orphan (contact_id bigint not null);
        insert into orphan select n + 10 from generate_series(1, 300) n;
        create table few (contact_id bigint not null);
        insert into few select n from generate_series(1, 5) n;
        create table coincidence (position int not null, contacts int not null);
        insert into coincidence select 1 + n % 30, 1 + n % 30 from generate_series(1, 300) n;
        create table text_tenant (account_id text not null);
        insert into text_tenant select 1 + n % 30 from generate_series(1, 300) n;
        """);

    assertThat(entry("email"))
        .startsWith("owned-by: contact_id -> public.contact.id}")
        .contains("all sampled values are keys of public.contact");
    assertThat(entry("orphan")).startsWith("unclassified: \"follows column contact_id\"");
    assertThat(entry("few"))
        .startsWith(
            "unclassified: \"does contact_id refer to public.contact? all sampled values are keys");
    assertThat(entry("coincidence")).startsWith("unclassified:");
    assertThat(entry("text_tenant")).startsWith("owned-by: account_id -> public.account.id}");
  }

  @Test
  void asksAboutKeysInDisguise() throws SQLException {
    database.run(
        """
        create table search (search_key1 text not null, position int not null);
        insert into search select 1 + n % 30, n % 7 from generate_series(1, 300) n;
        create table by_slug (who text not null);
        insert into by_slug select 'customer-' || (1 + n % 30) from generate_series(1, 300) n;
        create table counter (minutes int not null);
        insert into counter select 1 + n % 30 from generate_series(1, 300) n;
        """);

    assertThat(entry("search"))
        .startsWith(
            "unclassified: \"is search_key1 the account's key? all sampled values are keys of"
                + " public.account; if so: owned-by: search_key1 -> public.account.id\"}");
    assertThat(entry("by_slug"))
        .startsWith("owned-by: who -> public.account.slug}")
        .contains("by value: all sampled values are keys of public.account");
    assertThat(entry("counter")).doesNotContain("key?");
  }

  @Test
  void saysThatNestedAccountsAndTriggersAndSideEffectsBlock() throws SQLException {
    database.run(
        """
        alter table account add parent_account_id bigint;
        update account set parent_account_id = 1 where id in (2, 3);
        create function nothing() returns trigger language plpgsql as $$begin return old; end$$;
        create trigger audit_it after delete on contact for each row execute function nothing();
        create table preset (id bigint primary key, account_id bigint references account,
          contact_id bigint constraint preset_contact references contact on delete set null);
        insert into preset values (1, null, null), (2, 2, 1);
        """);

    assertThat(entry("account"))
        .startsWith("owned-by: id, refers: [parent_account_id -> public.account.id]}")
        .contains("an account with children is blocked until accepts names");
    assertThat(entry("contact")).contains("on delete runs trigger audit_it: blocked until");
    assertThat(entry("preset"))
        .contains("preset_contact changes rows that stay when public.contact goes: blocked until");
    assertThat(discover(Catalogs.STORE)).doesNotContain("accepts:");
  }

  @Test
  void asksAboutSendersAndReceiversUnlessTheyAreAlwaysOfOneAccount() throws SQLException {
    database.run(
        """
        create table relation (a_contact_id bigint not null references contact,
          b_contact_id bigint not null references contact);
        insert into relation select n, n from generate_series(1, 300) n;
        create table message (from_contact_id bigint not null, to_contact_id bigint not null);
        insert into message select n, 1 + (n + n % 3) % 300 from generate_series(1, 300) n;
        """);

    assertThat(entry("relation")).startsWith("owned-by: a_contact_id -> public.contact.id}");
    assertThat(entry("message"))
        .startsWith("unclassified: \"which of from_contact_id, to_contact_id determines the owner");
  }

  @Test
  void resolvesNamesOfSeveralSchemasAndOddNames() throws SQLException {
    database.run(
        """
        create schema support;
        create table support.contact (id bigint primary key, account_id bigint not null);
        insert into support.contact select n, 1 + (n + 7) % 30 from generate_series(1, 300) n;
        create table support.call (contact_id bigint not null);
        insert into support.call select n from generate_series(1, 300) n;
        create schema third;
        create table third.visit (contact_id bigint not null);
        insert into third.visit select n from generate_series(1, 300) n;
        create table "x""; drop table contact; --\n" ("account_id" bigint not null,
          "it's; ""here"" x" bigint references contact);
        insert into "x""; drop table contact; --\n" select 1 + n % 30, n from generate_series(1, 90) n;
        create table "ContactPhones" ("contactId" bigint not null);
        insert into "ContactPhones" select n from generate_series(1, 300) n;
        """);

    String text = discover(Catalogs.STORE);

    assertThat(text)
        .contains("table: support.call, owned-by: contact_id -> support.contact.id}")
        .contains("table: third.visit, unclassified:")
        .contains("table: public.ContactPhones, owned-by: contactId -> public.contact.id}");
    assertThat(Catalogs.read(text).sets()).hasSize(7);
  }

  @Test
  void findsSequencesAndLargeObjectsOfAccounts() throws SQLException {
    database.run(
        """
        do $$begin
          for n in 1..30 loop execute format('create sequence ticket_%s_seq', n); end loop;
        end$$;
        create sequence shard_1; create sequence shard_2;
        alter table contact add photo oid, add other oid;
        update contact set photo = lo_create(0), other = 5 where id < 10;
        """);

    String text = discover(Catalogs.STORE);

    assertThat(text)
        .contains("  - {store: product, sequence: \"public.ticket_{account}_seq\"}")
        .doesNotContain("\n  - {store: product, sequence: \"public.shard_{account}\"}")
        .contains("table: public.contact, owned-by: account_id, large-objects: [photo]}");
    assertThat(discover(text)).isEqualTo(text);
  }

  @Test
  void asksAboutTablesItMayNotRead() throws SQLException {
    database.run(
        """
        create role reader login password 'reader';
        grant usage on schema public to reader;
        grant select on account to reader;
        create table secret (contact_id bigint not null);
        insert into secret select n from generate_series(1, 30) n;
        """);
    try (Connection connection = database.dataSource("reader", "reader").getConnection()) {
      assertThat(Discovery.of(Catalogs.read(Catalogs.STORE), connection).text())
          .contains("table: public.contact, owned-by: account_id}")
          .contains("table: public.secret, unclassified: \"not sampled: this role may not read it");
    } finally {
      database.run("drop owned by reader; drop role reader");
    }
  }

  @Test
  void goesOnWhereAnEditNamesWhatIsGone() throws SQLException {
    database.run(
        """
        create table tag (id bigint primary key, gone_id bigint);
        create table mark (tag_id bigint not null references tag);
        insert into tag select n, n from generate_series(1, 30) n;
        insert into mark select n from generate_series(1, 30) n;
        """);
    String edited =
        Catalogs.STORE
            + """
            sets:
              - {store: product, table: public.gone, owned-by: account_id}
              - {store: product, table: public.tag, owned-by: gone_id -> public.gone.id}
            """;

    assertThat(discover(edited))
        .contains("table: public.tag, owned-by: gone_id -> public.gone.id}  #: as edited")
        .contains("table: public.mark, ");
  }

  @Test
  void keepsCommentsThatPeopleWrote() throws SQLException {
    database.run("create table odd (id bigint primary key)");
    String edited =
        discover(Catalogs.STORE)
            .replace(
                "  - {store: product, table: public.contact, owned-by: account_id}  #: foreign key"
                    + " to public.account\n",
                "  # Ann: checked in May\n"
                    + "  - {store: product, table: public.contact, owned-by: account_id}  # ask \"Bob\"\n");
    Catalog catalog = Catalogs.read(edited);

    try (Connection connection = database.dataSource().getConnection()) {
      assertThat(
              DiscoverCatalog.discover(
                      catalog,
                      YamlComments.in(edited),
                      Map.of("product", LiveStore.read(connection)))
                  .text())
          .isEqualTo(edited);
    }
  }

  /** What follows the table's name, up to the end of the line. */
  private String entry(String table) throws SQLException {
    String begin = "table: public." + table + ", ";
    return discover(Catalogs.STORE)
        .lines()
        .filter(line -> line.contains(begin))
        .map(line -> line.substring(line.indexOf(begin) + begin.length()))
        .findFirst()
        .orElseThrow();
  }

  private String discover(String catalog) throws SQLException {
    return Discovery.of(Catalogs.read(catalog), database).text();
  }
}
