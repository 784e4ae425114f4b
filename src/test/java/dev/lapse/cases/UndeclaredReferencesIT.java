package dev.lapse.cases;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** References and account keys that no constraint declares. */
class UndeclaredReferencesIT {
  @ParameterizedTest
  @MethodSource("dev.lapse.cases.Keys#some")
  void namesSayWhatNoConstraintDeclares(Keys keys) {
    Case.of(
            keys,
            """
            create table account (id KEY primary key);
            create table contact (id KEY primary key, account_id KEY);
            create table contact_note (id KEY primary key, contact_id KEY not null, body text);
            create table note_version (contact_note_id KEY not null, version int, body text);
            """)
        .nobodys(
            "insert into contact values (k(7), null); insert into contact_note values (k(7), k(7), 'x')")
        .rowsOf(
            """
            insert into account values (k({a}));
            insert into contact values (k({a}01), k({a})), (k({a}02), k({a}));
            insert into contact_note values (k({a}01), k({a}01), 'a'), (k({a}02), k({a}02), 'b');
            insert into note_version values (k({a}01), 1, 'a'), (k({a}01), 2, 'b'), (k({a}02), 1, 'c');
            """,
            1,
            2,
            3)
        .answers("public.contact", "owned-by: account_id")
        .answers("public.contact_note", "owned-by: contact_id -> public.contact.id")
        .answers("public.note_version", "owned-by: contact_note_id -> public.contact_note.id")
        .closes(1, 3)
        .purge()
        .erasedOnly(1, 3);
  }

  @ParameterizedTest
  @MethodSource("dev.lapse.cases.Keys#some")
  void accountKeyInDisguiseIsConfirmedByAPerson(Keys keys) {
    Case.of(
            keys,
            """
            create table account (id KEY primary key);
            create table deal (id KEY primary key, account_id KEY not null references account);
            create table search_entry (search_key1 text, search_key2 text, words text);
            create table audit (id KEY primary key, target_record_id KEY, what text);
            create table setting (scope varchar(80), name text, value text);
            """)
        .nobodys(
            """
            insert into search_entry values (null, 'x', 'of nobody'), ('help', 'y', 'a page');
            insert into audit values (k(7), k(777), 'of the product');
            insert into setting values ('global', 'theme', 'dark');
            """)
        .rowsOf(
            """
            insert into account values (k({a}));
            insert into deal values (k({a}01), k({a}));
            insert into search_entry values (KEYTEXT({a}), 'deal', 'words'), (KEYTEXT({a}), KEYTEXT({b}), 'more');
            insert into audit values (k({a}01), k({a}01), 'sold');
            insert into setting values (KEYTEXT({a}), 'theme', 'light');
            """,
            1,
            2,
            3)
        .answers("public.search_entry", "owned-by: search_key1")
        .answers("public.audit", "owned-by: target_record_id -> public.deal.id")
        .answers("public.setting", "owned-by: scope")
        .closes(2)
        .purge()
        .erasedOnly(2);
  }

  @Test
  void undeclaredReferenceOfAStayingRowBlocks() {
    staffed()
        .edits("public.team", "owned-by: account_id, refers: \"manager_id -> public.employee.id\"")
        .rowsOf("insert into team values (291, 2, 101)", 2)
        .closes(1)
        .purge()
        .refused(1, "team");
  }

  @Test
  void acceptedUndeclaredReferenceIsSetToNull() {
    Verdict verdict =
        staffed()
            .edits(
                "public.team",
                "owned-by: account_id, refers: \"manager_id -> public.employee.id\","
                    + " accepts: [\"manager_id -> public.employee.id\"]")
            .rowsOf("insert into team values (291, 2, 101)", 2)
            .closes(1)
            .purge();

    verdict.erasedWith(1, "public.team  (291,2,101,)", "public.team  (291,2,,)");
  }

  @Test
  void undeclaredReferencesWithinTheAccountBlockNothing() {
    staffed()
        .edits("public.team", "owned-by: account_id, refers: \"manager_id -> public.employee.id\"")
        .closes(1)
        .purge()
        .erasedOnly(1);
  }

  private static final String BY_MANAGER = "manager_id -> public.employee.id";

  /** A row of account 2 by its own key, whose other path leads to a row of account 1. */
  private static Case ledAstray(String constraint, String edit) {
    return staffed(constraint)
        .edits("public.team", "owned-by: [account_id, \"" + BY_MANAGER + "\"]" + edit)
        .rowsOf("insert into team values (291, 2, 101)", 2)
        .closes(1);
  }

  @Test
  void pathOfARowWithItsOwnKeyBlocksIfItWouldLeadNowhere() {
    ledAstray("", "").purge().refused(1, "team");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void acceptedPathOfARowWithItsOwnKeyIsSetToNull(boolean limited) {
    Case made = ledAstray("", ", accepts: [\"" + BY_MANAGER + "\"]");

    (limited ? made.asLimitedRole() : made)
        .purge()
        .erasedWith(1, "public.team  (291,2,101,)", "public.team  (291,2,,)");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void acceptedKeyOfARowWithItsOwnKeyIsSetToNull(boolean limited) {
    Case made =
        ledAstray("constraint team_manager references employee", ", accepts: [team_manager]");

    (limited ? made.asLimitedRole() : made)
        .purge()
        .erasedWith(1, "public.team  (291,2,101,)", "public.team  (291,2,,)");
  }

  private static Case staffed() {
    return staffed("");
  }

  private static Case staffed(String constraint) {
    return Case.of(
            """
            create table account (id bigint primary key);
            create table employee (id bigint primary key, account_id bigint not null references account);
            create table team (id bigint primary key, account_id bigint not null references account, manager_id bigint %s, title text);
            """
                .formatted(constraint))
        .rowsOf(
            """
            insert into account values ({a});
            insert into employee values ({a}01, {a}), ({a}02, {a});
            insert into team values ({a}01, {a}, {a}01), ({a}02, {a}, null);
            """,
            1,
            2,
            3);
  }
}
