package dev.lapse.cases;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.erase.store.Product;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sets found upward that refer to each other in ways other than by their paths. */
class UpwardShapesIT {
  private static final String HOUSEHOLDS =
      """
      create table account (id bigint primary key);
      create table household (id bigint primary key, head_id bigint);
      create table person (id bigint primary key, household_id bigint references household);
      alter table household add foreign key (head_id) references person;
      create table membership (id bigint primary key, account_id bigint not null references account,
        person_id bigint references person, household_id bigint references household);
      create index on household (head_id);
      create index on person (household_id);
      create index on membership (person_id);
      create index on membership (household_id);
      """;

  @Test
  void householdsAndTheirHeads() {
    Case.of(HOUSEHOLDS)
        .rowsOf(
            """
            insert into account values ({a});
            insert into household values ({a}01, null), ({a}02, null);
            insert into person values ({a}01, {a}01), ({a}02, {a}01), ({a}03, null);
            update household set head_id = {a}03 where id = {a}02;
            insert into membership values ({a}01, {a}, {a}01, {a}01), ({a}02, {a}, {a}02, {a}02), ({a}03, {a}, {a}03, null);
            """,
            11,
            12)
        .edits("public.membership", "owned-by: account_id")
        .edits("public.person", "owned-by: \"id <- public.membership.person_id\"")
        .edits("public.household", "owned-by: \"id <- public.membership.household_id\"")
        .closes(11)
        .purge()
        .erasedOnly(11);
  }

  @Test
  void rowFoundThroughWhatItKeeps() {
    Case.of(
            """
            create table account (id bigint primary key);
            create table address (id bigint primary key);
            create table invoice (id bigint primary key, address_id bigint references address);
            create table payment (id bigint primary key, account_id bigint not null references account,
              invoice_id bigint references invoice);
            create table address_check (id bigint primary key, address_id bigint not null references address,
              invoice_id bigint references invoice);
            """)
        .rowsOf(
            """
            insert into account values ({a});
            insert into address values ({a}01);
            insert into invoice values ({a}01, {a}01);
            insert into payment values ({a}01, {a}, {a}01);
            insert into address_check values ({a}01, {a}01, {a}01);
            """,
            11,
            12)
        .edits("public.payment", "owned-by: account_id")
        .edits("public.invoice", "owned-by: \"id <- public.payment.invoice_id\"")
        .edits("public.address", "owned-by: \"id <- public.invoice.address_id\"")
        .edits("public.address_check", "owned-by: address_id -> public.address.id")
        .closes(11)
        .purge()
        .erasedOnly(11);
  }

  @Test
  void attachmentOfAVersionThatNamesTheSameFile() {
    Case.of(
            """
            create table account (id bigint primary key);
            create table file (id bigint primary key);
            create table version (id bigint primary key, file_id bigint not null references file);
            create table attachment (id bigint primary key, account_id bigint references account,
              version_id bigint references version, file_id bigint references file);
            """)
        .rowsOf(
            """
            insert into account values ({a});
            insert into file values ({a}01);
            insert into version values ({a}01, {a}01);
            insert into attachment values ({a}01, {a}, null, {a}01), ({a}02, null, {a}01, {a}01);
            """,
            11,
            12)
        .edits("public.attachment", "owned-by: [account_id, \"version_id -> public.version.id\"]")
        .edits("public.file", "owned-by: \"id <- public.attachment.file_id\"")
        .edits("public.version", "owned-by: file_id -> public.file.id")
        .closes(11)
        .purge()
        .erasedOnly(11);
  }

  private static final String PEOPLE =
      """
      create table account (id bigint primary key);
      create table person (id bigint primary key, invited_by bigint references person %s);
      create table membership (id bigint primary key, account_id bigint references account, person_id bigint references person);
      create table session (id bigint primary key, person_id bigint not null references person);
      """;

  private static Case inviters(String more) {
    return Case.of(PEOPLE.formatted(more))
        .rowsOf(
            """
            insert into account values ({a});
            insert into person values ({a}01, null), ({a}02, {a}01), ({a}03, {a}02);
            insert into membership values ({a}03, {a}, {a}03);
            insert into session values ({a}01, {a}01);
            """,
            11,
            12)
        .jointly(
            "insert into person values (901, null), (902, 901); insert into session values (901, 901)",
            11,
            12)
        .rowsOf(
            """
            insert into person values ({a}91, 902);
            insert into membership values ({a}91, {a}, {a}91);
            """,
            11,
            12)
        .edits("public.membership", "owned-by: account_id")
        .edits(
            "public.person",
            "owned-by: [\"id <- public.membership.person_id\", \"id <- public.person.invited_by\"]")
        .edits("public.session", "owned-by: person_id -> public.person.id");
  }

  @ParameterizedTest
  @CsvSource({"false,''", "true,on delete set null", "false,on delete cascade"})
  void whoInvitedOnlyThoseWhoGoGoes(boolean limited, String more) {
    Case made = inviters(more).closes(11);
    (limited ? made.asLimitedRole() : made).purge().erasedOnly(11);
  }

  @Test
  void whoInvitedOnlyThoseWhoGoTogetherGoes() {
    inviters("").closes(11, 12).purge().erasedOnly(11, 12);
  }

  @Test
  void whoInvitedSomebodyElseGoesWithTheLast() {
    try (Product product = twoNights(", id <- public.person.invited_by")) {
      product.erase("1");
      assertThat(product.count("person")).isEqualTo(2);

      product.erase("2");
      assertThat(product.count("person")).isZero();
    }
  }

  @Test
  void checkSaysWhatNothingFindsLater() {
    Case made =
        Case.of(PEOPLE.formatted(""))
            .edits("public.membership", "owned-by: account_id")
            .edits("public.person", "owned-by: \"id <- public.membership.person_id\"")
            .edits("public.session", "owned-by: person_id -> public.person.id");

    assertThat(made.commands().check(made.catalog()).out())
        .contains(
            "notice: ",
            "a row of public.person stays while a row of another account refers to it by invited_by of public.person",
            "add the path \"id <- public.person.invited_by\"");
  }

  @Test
  void checkSaysWhatSeveralAccountsKeepFromBeingAnonymized() {
    Case made =
        Case.of(PEOPLE.formatted("") + "alter table person add name text;")
            .edits("public.membership", "owned-by: account_id, keep: {why: tax law, for: P10Y}")
            .edits(
                "public.person",
                "owned-by: \"id <- public.membership.person_id\", anonymize: {name: null}")
            .edits("public.session", "owned-by: person_id -> public.person.id");

    assertThat(made.commands().check(made.catalog()).out())
        .contains(
            "a row of public.person that rows of several accounts refer to is never anonymized, because rows of public.membership stay and refer to it by person_id");
  }

  private static Product twoNights(String path) {
    return new Product(
        PEOPLE.formatted("")
            + """
            insert into account values (1), (2);
            insert into person values (1, null), (2, 1);
            insert into membership values (1, 1, 1), (2, 2, 2);
            """,
        "table: public.account, owned-by: id",
        "table: public.membership, owned-by: account_id",
        "table: public.person, owned-by: [id <- public.membership.person_id" + path + "]",
        "table: public.session, owned-by: person_id -> public.person.id");
  }

  /** People are anonymized with their memberships, which keep referring to them. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anonymizedRowIsReferredToByRowsThatStay(boolean keepsMemberships) {
    try (Product product =
        new Product(
            """
            create table account (id bigint primary key);
            create table person (id bigint primary key, name text);
            create table membership (id bigint primary key, account_id bigint, person_id bigint references person, role text);
            insert into account values (1), (2);
            insert into person values (1, 'of 1'), (2, 'of 2'), (3, 'of both');
            insert into membership values (1, 1, 1, 'r'), (2, 2, 2, 'r'), (3, 1, 3, 'r'), (4, 2, 3, 'r');
            """,
            "table: public.account, owned-by: id",
            "table: public.membership, owned-by: account_id, "
                + (keepsMemberships
                    ? "keep: {why: tax law, for: P10Y}"
                    : "anonymize: {role: null}"),
            "table: public.person, owned-by: id <- public.membership.person_id, anonymize: {name: null}")) {
      product.erase("1");

      assertThat(product.count("person where name is null and id = 1")).isEqualTo(1);
      assertThat(product.count("person where name is not null")).isEqualTo(2);
    }
  }

  /**
   * Their rows are most of those in the tables, in which the planner would compare all with all.
   */
  @Test
  void householdsOfALargeAccountGoInSlices() {
    Case.of(HOUSEHOLDS)
        .rowsOf("insert into account values ({a}); insert into household values ({a})", 11, 12)
        .rowsOf(
            """
            insert into household select n from generate_series(100001, 121000) n;
            insert into person select n, n from generate_series(100001, 121000) n;
            insert into membership select n, {a}, n, n from generate_series(100001, 121000) n;
            update household set head_id = id where id > 100000;
            """,
            11)
        .rowsOf(
            """
            insert into person values ({a}, {a});
            insert into membership values ({a}, {a}, {a}, {a});
            """,
            12)
        .rowsOf("insert into membership values ({a}, {a}, null, {a})", 11)
        .edits("public.membership", "owned-by: account_id")
        .edits("public.person", "owned-by: \"id <- public.membership.person_id\"")
        .edits(
            "public.household",
            "owned-by: [\"id <- public.membership.household_id\", \"id <- public.person.household_id\"]")
        .purging("throttle: {chunk-millis: 20}")
        .closes(11)
        .purge()
        .erasedOnly(11);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void keysOfTwoColumnsInPartitionedTables(boolean limited) {
    Case made =
        Case.of(
                """
                create table account (id bigint primary key);
                create table file (region int, id bigint, source_id bigint, source_region int, primary key (region, id)) partition by list (region);
                create table file_1 partition of file for values in (1);
                create table file_2 partition of file for values in (2);
                alter table file add foreign key (source_region, source_id) references file (region, id) on delete set null;
                create table version (id bigint primary key, region int not null, file_id bigint not null, foreign key (region, file_id) references file (region, id) on delete cascade);
                create table attachment (id bigint primary key, account_id bigint references account,
                  version_id bigint references version, region int, file_id bigint, foreign key (region, file_id) references file (region, id));
                """)
            .rowsOf(
                """
                insert into account values ({a});
                insert into file values (1, {a}01, null, null), (2, {a}01, {a}01, 1), (2, {a}02, {a}01, 2);
                update file set source_region = 2, source_id = {a}02 where region = 1 and id = {a}01;
                insert into version values ({a}01, 1, {a}01), ({a}02, 2, {a}02);
                insert into attachment values ({a}01, {a}, null, 1, {a}01), ({a}02, null, {a}01, 2, {a}01), ({a}03, null, {a}02, 2, {a}02), ({a}04, {a}, null, 2, null), ({a}05, null, {a}01, 2, {a}02);
                """,
                11,
                12)
            .edits(
                "public.attachment", "owned-by: [account_id, \"version_id -> public.version.id\"]")
            .edits(
                "public.file",
                "owned-by: [\"(region, id) <- public.attachment.(region, file_id)\"]")
            .edits("public.version", "owned-by: \"(region, file_id) -> public.file.(region, id)\"")
            .closes(11);
    (limited ? made.asLimitedRole() : made).purge().erasedOnly(11);
  }
}
