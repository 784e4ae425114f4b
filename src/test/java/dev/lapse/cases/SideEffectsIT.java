package dev.lapse.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What PostgreSQL would do to rows that stay happens only where the catalog names it. */
class SideEffectsIT {
  private static final String KEY = "deal_contact_id_fkey";

  private static Case deals(String onDelete) {
    return Case.of(
            """
            create table account (id bigint primary key);
            create table contact (id bigint primary key, account_id bigint not null references account);
            create table deal (
              id bigint primary key, account_id bigint not null references account,
              contact_id bigint default 7 references contact %s, title text
            );
            create table deal_line (deal_id bigint not null references deal on delete cascade, line text);
            """
                .formatted(onDelete))
        .nobodys("insert into account values (9); insert into contact values (7, 9)")
        .rowsOf(
            """
            insert into account values ({a});
            insert into contact values ({a}01, {a}), ({a}02, {a});
            insert into deal values ({a}01, {a}, {a}01, 'a'), ({a}02, {a}, null, 'b');
            insert into deal_line values ({a}01, 'x');
            """,
            1,
            2,
            3)
        .rowsOf("insert into deal values (291, 2, 101, 'with a contact of account 1')", 2);
  }

  static Stream<Arguments> actions() {
    return Variants.of(
        List.of(arguments("on delete cascade"), arguments("on delete set default")),
        List.of(arguments(""), arguments("on delete restrict"), arguments("on delete set null")));
  }

  @ParameterizedTest
  @MethodSource("actions")
  void blocksUnlessAccepted(String onDelete) {
    deals(onDelete).closes(1, 3).purge().erasedOnly(3).refused(1, KEY);
  }

  static Stream<Arguments> actionsOnTheRowThatStays() {
    return Variants.of(
        List.of(arguments("", ""), arguments("on delete set default", "7")),
        List.of(arguments("on delete set null", ""), arguments("on delete restrict", "")));
  }

  @ParameterizedTest
  @MethodSource("actionsOnTheRowThatStays")
  void acceptedReferenceIsTakenOutOfTheRowThatStays(String onDelete, String now) {
    String row = "public.deal  (291,2,%s,\"with a contact of account 1\")";
    deals(onDelete)
        .edits("public.deal", "accepts: [" + KEY + "]")
        .closes(1)
        .purge()
        .erasedWith(1, row.formatted(101), row.formatted(now));
  }

  @Test
  void limitedRoleDoesWhatIsAcceptedToo() {
    String row = "public.deal  (291,2,%s,\"with a contact of account 1\")";
    deals("on delete set null")
        .edits("public.deal", "accepts: [" + KEY + "]")
        .closes(1)
        .asLimitedRole()
        .purge()
        .erasedWith(1, row.formatted(101), row.formatted(""));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void acceptedCascadeTakesTheRowThatStaysAndNoOther(boolean limited) {
    Case made = deals("on delete cascade").edits("public.deal", "accepts: [" + KEY + "]").closes(1);
    Verdict verdict = (limited ? made.asLimitedRole() : made).purge();

    assertThat(verdict.erased()).containsExactly(1);
    assertThat(verdict.residue()).isEmpty();
    assertThat(verdict.lost())
        .containsExactly("public.deal  (291,2,101,\"with a contact of account 1\")");
    assertThat(verdict.changed()).isEmpty();
  }

  @Test
  void acceptedCascadeDoesNotTakeAlongWhatHangsOnTheRow() {
    deals("on delete cascade")
        .rowsOf("insert into deal_line values (291, 'of account 2')", 2)
        .edits("public.deal", "accepts: [" + KEY + "]")
        .closes(1)
        .purge()
        .refused(1, "deal_line_deal_id_fkey");
  }

  private static final String ALBUM =
      """
      create table account (id bigint primary key);
      create table album (id bigint primary key, account_id bigint not null references account);
      create table photo (
        id bigint primary key, album_id bigint,
        constraint photo_album foreign key (album_id) references album on delete cascade
      );
      """;

  /** Photos are shared, and go along with an album all the same: that is accepted. */
  private static Case album(String... further) {
    return Case.of(ALBUM + String.join("", further))
        .rowsOf("insert into account values ({a})", 1, 2)
        .rowsOf("insert into album values (5, 1)", 1)
        .nobodys("insert into photo values (1, 5), (2, null)")
        .edits("public.photo", "shared: true, accepts: [photo_album]")
        .closes(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void sharedRowsThatACascadeTakesAreCounted(boolean limited) {
    Verdict verdict = (limited ? album().asLimitedRole() : album()).purge();

    assertThat(verdict.run().sets())
        .isEqualTo(
            Map.of(
                "product.public.account", 1L,
                "product.public.album", 1L,
                "product.public.photo (cascade)", 1L));
  }

  private static final String TAG =
      """
      create table tag (
        id bigint primary key, photo_id bigint,
        constraint tag_photo foreign key (photo_id) references photo on delete cascade
      );
      """;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void rowsBehindTakenOnesAreNotDeleted(boolean limited) {
    Case made =
        album(TAG).nobodys("insert into tag values (7, 1)").edits("public.tag", "shared: true");

    (limited ? made.asLimitedRole() : made).purge().refused(1, "tag_photo");
  }

  @Test
  void rowsBehindTakenOnesAreNotDeletedWhereATriggerFires() {
    album(
            TAG,
            """
            create function nothing() returns trigger language plpgsql as $$ begin return old; end $$;
            create trigger harmless before delete on album for each row execute function nothing();
            """)
        .nobodys("insert into tag values (7, 1)")
        .edits("public.tag", "shared: true")
        .edits("public.album", "owned-by: account_id, accepts: [harmless]")
        .purge()
        .refused(1, "tag_photo");
  }

  static Stream<Arguments> actionsOnSeveralColumns() {
    return Variants.of(
        List.of(arguments("", true), arguments("on delete set null", false)),
        List.of(arguments("", false), arguments("on delete set null", true)));
  }

  /** A note of account 2 refers by two columns to a contact of account 1. */
  @ParameterizedTest
  @MethodSource("actionsOnSeveralColumns")
  void acceptedReferenceOfSeveralColumnsIsTakenOutWhole(String onDelete, boolean limited) {
    Case made =
        Case.of(
                """
                create table account (id bigint primary key);
                create table contact (
                  region int, number int, account_id bigint not null references account, primary key (region, number)
                );
                create table note (
                  id bigint primary key, account_id bigint not null references account, region_id int, local_id int,
                  constraint of_contact foreign key (region_id, local_id) references contact %s
                );
                """
                    .formatted(onDelete))
            .rowsOf(
                """
                insert into account values ({a});
                insert into contact values ({a}, 1, {a});
                insert into note values ({a}, {a}, {a}, 1);
                """,
                1,
                2)
            .rowsOf("insert into note values (21, 2, 1, 1)", 2)
            .edits("public.note", "owned-by: account_id, accepts: [of_contact]")
            .closes(1);
    (limited ? made.asLimitedRole() : made)
        .purge()
        .erasedWith(1, "public.note  (21,2,1,1)", "public.note  (21,2,,)");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void acceptedReferenceThatBeginsWithTheTenantKeepsTheTenant(boolean limited) {
    Case made =
        Case.of(
                """
                create table account (id bigint primary key);
                create table contact (
                  id bigint, home_account bigint not null, account_id bigint not null references account,
                  primary key (home_account, id)
                );
                create table note (
                  id bigint primary key, account_id bigint not null references account, contact_id bigint,
                  constraint of_contact foreign key (account_id, contact_id) references contact
                    on delete set null (contact_id)
                );
                """)
            .rowsOf(
                """
                insert into account values ({a});
                insert into contact values (1, {a}, {a});
                insert into note values ({a}, {a}, 1);
                """,
                1,
                2)
            // a contact that moved from account 2 to account 1
            .rowsOf("insert into contact values (2, 2, 1)", 1)
            .rowsOf("insert into note values (21, 2, 2)", 2)
            .edits("public.contact", "owned-by: account_id")
            .edits("public.note", "owned-by: account_id, accepts: [of_contact]")
            .closes(1);
    (limited ? made.asLimitedRole() : made)
        .purge()
        .erasedWith(1, "public.note  (21,2,2)", "public.note  (21,2,)");
  }

  /** Each deletion of a contact is logged in a shared table. */
  private static Case audited() {
    return Case.of(
            """
            create table account (id bigint primary key);
            create table contact (id bigint primary key, account_id bigint not null references account, email text);
            create table audit (what text);
            create function write_audit() returns trigger language plpgsql as $$
            begin
              insert into public.audit values (tg_op || ' ' || old.email);
              return old;
            end $$;
            create trigger audit_contact after delete on contact for each row execute function write_audit();
            """)
        .nobodys("insert into audit values ('begin')")
        .rowsOf(
            "insert into account values ({a}); insert into contact values ({a}01, {a}, 'e{a}')",
            1,
            2)
        .edits("public.audit", "shared: true")
        .closes(1);
  }

  @Test
  void deleteTriggerBlocksUnlessAccepted() {
    Case audited = audited();

    audited.purge(audited.catalog()).refused(1, "audit_contact");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void acceptedTriggerRuns(boolean limited) {
    // its function runs as the role that deletes
    Case made =
        audited()
            .edits("public.contact", "accepts: [audit_contact]")
            .afterGranting("grant insert on audit to lapse_eraser, lapse_limited");
    Verdict verdict = (limited ? made.asLimitedRole() : made).purge();

    assertThat(verdict.erased()).containsExactly(1);
    assertThat(verdict.residue()).isEmpty();
    assertThat(verdict.lost()).isEmpty();
    assertThat(verdict.changed()).containsExactly("public.audit  (\"DELETE e1\")");
  }

  @Test
  void bypassedTriggerDoesNotRun() {
    audited().edits("public.contact", "bypasses: [audit_contact]").purge().erasedOnly(1);
  }

  @Test
  void triggerIsNotBypassedByARoleThatMayNot() {
    Case made = audited().edits("public.contact", "bypasses: [audit_contact]").asLimitedRole();

    made.purge(made.catalog()).refused(1, "audit_contact|session_replication_role");
  }

  @Test
  void triggerThatKeepsTheRowMakesTheAccountFail() {
    Case made =
        Case.of(
                """
                create table account (id bigint primary key);
                create table contact (id bigint primary key, account_id bigint not null references account);
                create function keep_row() returns trigger language plpgsql as $$ begin return null; end $$;
                create trigger keeps before delete on contact for each row execute function keep_row();
                """)
            .rowsOf(
                "insert into account values ({a}); insert into contact values ({a}01, {a})", 1, 2)
            .edits("public.contact", "accepts: [keeps]")
            .closes(1);

    made.purge().refused(1, "contact");
  }

  @Test
  void triggerOnATableThatIsNotErasedIsNoQuestion() {
    Case.of(
            """
            create table account (id bigint primary key);
            create table country (code text primary key);
            create function refuse() returns trigger language plpgsql as $$ begin raise 'no'; end $$;
            create trigger keeps before delete on country for each row execute function refuse();
            """)
        .nobodys("insert into country values ('FR')")
        .rowsOf("insert into account values ({a})", 1, 2)
        .answers("public.country", "shared: true")
        .closes(1)
        .purge()
        .erasedOnly(1);
  }
}
