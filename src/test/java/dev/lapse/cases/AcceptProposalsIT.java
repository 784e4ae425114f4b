package dev.lapse.cases;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code discover --accept-proposals}: what every row bears out, marked, and nothing else. */
class AcceptProposalsIT {
  private static final String MARK =
      "  # accepted as proposed, for review: every row has an owner\n";

  private static final String PEOPLE =
      """
      create table account (id KEY primary key);
      create table person (id KEY primary key, mail text);
      create table membership (person_id KEY references person, account_id KEY references account,
        primary key (person_id, account_id));
      create table device (id KEY primary key, person_id KEY not null references person);
      create table contact (id KEY primary key, account_id KEY not null references account);
      create table visit (id KEY primary key, contact_id KEY not null);
      """;

  private static Case people(Keys keys) {
    return Case.of(keys, PEOPLE)
        .rowsOf(
            """
            insert into account values (k({a}));
            insert into person values (k({a}01), 'member');
            insert into membership values (k({a}01), k({a}));
            insert into device values (k({a}01), k({a}01));
            insert into contact values (k({a}01), k({a})), (k({a}02), k({a}));
            insert into visit values (k({a}01), k({a}01)), (k({a}02), k({a}02));
            """,
            1,
            2,
            3)
        .jointly(
            """
            insert into person values (k(12), 'member of two');
            insert into device values (k(12), k(12));
            """,
            1,
            2)
        .rowsOf("insert into membership values (k(12), k({a}))", 1, 2);
  }

  @ParameterizedTest
  @MethodSource("dev.lapse.cases.Keys#some")
  void purgeAfterItLosesNoRowOfOthers(Keys keys) {
    Case people = people(keys);
    String accepted = people.accepted();

    assertThat(accepted)
        .contains("  - {store: product, people: public.person, members: public.membership}" + MARK)
        .contains("#: store product: nothing is open");
    people.closes(1).purge(accepted).erasedOnly(1);
  }

  @Test
  void namedReferencesAreTakenWhereEveryRowHasIts() {
    assertThat(people(Keys.BIGINT).accepted())
        .contains("table: public.visit, owned-by: contact_id -> public.contact.id}" + MARK);
  }

  @Test
  void markSurvivesTheNextDiscovery() {
    Case people = people(Keys.BIGINT);
    String accepted = people.accepted();

    assertThat(people.accepted(accepted)).isEqualTo(accepted).contains(MARK);
    assertThat(people.commands().discover(accepted).out()).isEqualTo(accepted);
  }

  @Test
  void personWithoutAnAccountKeepsTheQuestion() {
    assertThat(
            people(Keys.BIGINT).nobodys("insert into person values (k(9), 'of none')").accepted())
        .contains("table: public.person, unclassified: ")
        .doesNotContain("  - {store: product, people:");
  }

  @Test
  void rowWithoutItsReferenceKeepsTheQuestion() {
    Case dirty = people(Keys.BIGINT).nobodys("insert into visit values (k(9), k(999))");

    assertThat(dirty.accepted()).contains("table: public.visit, unclassified: ");
  }

  @Test
  void disputedAndDoubleColumnsKeepTheirQuestions() {
    String accepted =
        Case.of(
                """
                create table account (id bigint primary key);
                create table bank_account (
                  id bigint primary key, account_id bigint not null references account);
                create table alert (id bigint primary key, account_id bigint not null);
                create table transfer (id bigint primary key,
                  payer_id bigint not null references account,
                  payee_id bigint not null references account);
                """)
            .rowsOf(
                """
                insert into account values ({a});
                insert into bank_account values ({a}, {a} / 2 + 1);
                insert into transfer values ({a}, {a}, 1);
                """,
                1,
                2,
                3,
                4)
            .nobodys("insert into alert select n, 1 + n % 4 from generate_series(1, 200) n")
            .accepted();

    assertThat(accepted)
        .contains("table: public.alert, unclassified: ")
        .contains("table: public.transfer, unclassified: ")
        .doesNotContain("accepted as proposed");
  }

  @Test
  void valuesThatMayCoincideKeepTheQuestion() {
    String accepted =
        Case.of(
                """
                create table account (id bigint primary key);
                create table gate (id bigint primary key, bay_no bigint not null);
                create table address (id bigint primary key, street text);
                create table contact (id bigint primary key,
                  account_id bigint not null references account,
                  address_id bigint references address);
                """)
            .nobodys(
                """
                insert into account select n from generate_series(1, 30) n;
                insert into gate select n, 1 + n % 20 from generate_series(1, 60) n;
                insert into address values (1, 'a'), (2, 'b');
                insert into contact select n, n, n from generate_series(1, 2) n;
                """)
            .accepted();

    assertThat(accepted)
        .contains("table: public.gate, unclassified: \"is bay_no the account's key?")
        .contains("table: public.address, unclassified: \"referred to by public.contact")
        .doesNotContain("accepted as proposed");
  }
}
