package dev.lapse.cases;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an account's rows refer to is the account's when every referrer is. */
class UpwardOwnershipIT {
  private static final String ADDRESSES =
      """
      create table account (id KEY primary key);
      create table address (id KEY primary key, street text);
      create table contact (
        id KEY primary key, account_id KEY not null references account, address_id KEY references address
      );
      """;
  private static final String OWN_ADDRESSES =
      """
      insert into account values (k({a}));
      insert into address values (k({a}01), 'of one'), (k({a}02), 'of two contacts');
      insert into contact values
        (k({a}01), k({a}), k({a}01)), (k({a}02), k({a}), k({a}02)), (k({a}03), k({a}), k({a}02)),
        (k({a}04), k({a}), null);
      """;

  private static Case addresses(Keys keys) {
    return Case.of(keys, ADDRESSES)
        .nobodys("insert into address values (k(9), 'of nobody')")
        .rowsOf(OWN_ADDRESSES, 1, 2, 3)
        .jointly("insert into address values (k(12), 'of accounts 1 and 2')", 1, 2)
        .rowsOf("insert into contact values (k({a}12), k({a}), k(12))", 1, 2)
        .answers("public.address", "owned-by: \"id <- public.contact.address_id\"");
  }

  @ParameterizedTest
  @MethodSource("dev.lapse.cases.Keys#some")
  void addressSharedWithAnotherAccountSurvives(Keys keys) {
    addresses(keys).closes(1).purge().erasedOnly(1);
  }

  @Test
  void addressGoesWithTheLastOfItsAccounts() {
    addresses(Keys.UUID).closes(1, 2).purge().erasedOnly(1, 2);
  }

  @Test
  void limitedRoleErasesTheSame() {
    addresses(Keys.BIGINT).closes(1, 2).asLimitedRole().purge().erasedOnly(1, 2);
  }

  @ParameterizedTest
  @MethodSource("dev.lapse.cases.Keys#some")
  void chainOfDocumentDataAndBlobGoesWhole(Keys keys) {
    Case.of(
            keys,
            """
            create table account (id KEY primary key);
            create table blob (id KEY primary key, bytes bytea);
            create table document_data (id KEY primary key, blob_id KEY not null references blob, pages int);
            create table document (
              id KEY primary key, account_id KEY not null references account,
              data_id KEY not null references document_data, preview_id KEY references blob
            );
            """)
        .nobodys("insert into blob values (k(7), 'the logo of the product')")
        .rowsOf(
            """
            insert into account values (k({a}));
            insert into blob values (k({a}01), 'pdf {a}'), (k({a}02), 'png {a}');
            insert into document_data values (k({a}01), k({a}01), 3);
            insert into document values (k({a}01), k({a}), k({a}01), k({a}02)), (k({a}02), k({a}), k({a}01), null);
            """,
            1,
            2,
            3)
        .jointly(
            """
            insert into blob values (k(12), 'sent by 1 to 2');
            insert into document_data values (k(12), k(12), 1);
            """,
            1,
            2)
        .rowsOf("insert into document values (k({a}12), k({a}), k(12), null)", 1, 2)
        // the product's own logo is nobody's, but account 1 uses it as a preview with account 3
        .nobodys("insert into document_data values (k(8), k(7), 1)")
        .answers("public.document_data", "owned-by: \"id <- public.document.data_id\"")
        .answers(
            "public.blob",
            "owned-by: [\"id <- public.document_data.blob_id\", \"id <- public.document.preview_id\"]")
        .closes(1)
        .purge()
        .erasedOnly(1);
  }

  @Test
  void settingsToWhichTheAccountItselfRefersGo() {
    Case.of(
            """
            create table settings (id bigint primary key, theme text);
            create table account (id bigint primary key, settings_id bigint references settings);
            """)
        .nobodys("insert into settings values (9, 'default')")
        .rowsOf(
            "insert into settings values ({a}, 'dark'); insert into account values ({a}, {a})",
            1,
            2,
            3)
        .jointly("insert into settings values (45, 'common')", 4, 5)
        .rowsOf("insert into account values ({a}, 45)", 4, 5)
        .answers("public.settings", "owned-by: \"id <- public.account.settings_id\"")
        .closes(1, 4)
        .purge()
        .erasedOnly(1, 4);
  }

  private static final String PEOPLE =
      """
      create table account (id bigint primary key);
      create table person (id bigint primary key);
      create table member (person_id bigint not null references person, account_id bigint not null references account);
      create table site (
        id bigint primary key, account_id bigint references account, person_id bigint references person,
        check (account_id is not null or person_id is not null)
      );
      create table report (id bigint primary key, site_id bigint not null references site, person_id bigint references person);
      """;

  /** People have sites of their own and work on those of their account; all have reports. */
  private static Case people() {
    return Case.of(PEOPLE)
        .rowsOf(
            """
            insert into account values ({a});
            insert into person values ({a}01), ({a}02);
            insert into member values ({a}01, {a}), ({a}02, {a});
            insert into site values ({a}01, {a}, {a}01), ({a}02, null, {a}02), ({a}03, {a}, null);
            insert into report values ({a}01, {a}01, {a}02), ({a}02, {a}02, {a}02), ({a}03, {a}03, {a}01);
            """,
            1,
            2)
        .edits("public.person", "owned-by: \"id <- public.member.person_id\"")
        .edits("public.site", "owned-by: [account_id, person_id -> public.person.id]")
        .edits("public.report", "owned-by: site_id -> public.site.id");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void personGoesWithWhatIsFoundThroughThePerson(boolean limited) {
    Case made = people().closes(1);

    (limited ? made.asLimitedRole() : made).purge().erasedOnly(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void personWhoWorkedForAnotherAccountStays(boolean limited) {
    Case made =
        people()
            .jointly("insert into person values (9)", 1, 2)
            .rowsOf("insert into member values (9, {a})", 1)
            .rowsOf("insert into report values (209, 201, 9)", 2)
            .closes(1);

    (limited ? made.asLimitedRole() : made).purge().erasedOnly(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void messageThatGoesWithItsSenderKeepsNoPerson(boolean limited) {
    Case made =
        Case.of(
                PEOPLE
                    + """
                    create table message (
                      id bigint primary key, sender_id bigint references account, recipient_id bigint references account,
                      person_id bigint references person
                    );
                    """)
            .rowsOf(
                """
                insert into account values ({a});
                insert into person values ({a}01), ({a}02);
                insert into member values ({a}01, {a}), ({a}02, {a});
                insert into message values ({a}02, {a}, null, {a}02);
                """,
                1,
                2)
            .rowsOf("insert into message values (101, 1, 2, 101)", 1)
            .edits("public.person", "owned-by: \"id <- public.member.person_id\"")
            .edits(
                "public.message",
                "owned-by: [sender_id, recipient_id, person_id -> public.person.id]")
            .edits("public.site", "owned-by: account_id")
            .edits("public.report", "owned-by: site_id -> public.site.id")
            .closes(1);

    (limited ? made.asLimitedRole() : made).purge().erasedOnly(1);
  }
}
