package dev.lapse.cases;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Small products in which the obvious guess is wrong; the truth is known of every row. */
class GuessesIT {
  /** The owner that discovery proposes, without a question. */
  private static Case proposes(Case product, String table, String... ways) {
    Object owned = product.discovered().entry(table).get("owned-by");
    assertThat(owned)
        .as("%s: %s", table, product.discovered().entry(table))
        .isEqualTo(ways.length == 1 ? ways[0] : List.of(ways));
    return product;
  }

  private static String question(Case product, String table) {
    return product.discovered().questions().getOrDefault(table, "");
  }

  @Test
  void columnWithoutAnyValueIsNotTheOwner() {
    Case product =
        Case.of(
                """
                create table org (id bigint primary key);
                create table users (id bigint primary key, org_id bigint references org, mail text);
                create table role (
                  id bigint primary key, user_id bigint not null references users,
                  org_id bigint references org);
                create table session (id bigint primary key, user_id bigint not null references users);
                """)
            .accountsIn("public.org", "id")
            .rowsOf(
                """
                insert into org values ({a});
                insert into users select {a}00 + n, null, 'mail' from generate_series(1, 40) n;
                insert into role select {a}00 + n, {a}00 + n, {a} from generate_series(1, 40) n;
                insert into session select {a}00 + n, {a}00 + n from generate_series(1, 40) n;
                """,
                1,
                2,
                3,
                4)
            .closes(2);

    proposes(product, "public.users", "id <- public.role.user_id").purge().erasedOnly(2);
  }

  @Test
  void rowsWithoutTheKeyAreReachedByAnotherWay() {
    Case product =
        Case.of(
                """
                create table org (id bigint primary key);
                create table project (id bigint primary key, org_id bigint not null references org);
                create table api_key (
                  id bigint primary key, org_id bigint references org,
                  project_id bigint references project,
                  check (org_id is not null or project_id is not null));
                """)
            .accountsIn("public.org", "id")
            .rowsOf(
                """
                insert into org values ({a});
                insert into project select {a}00 + n, {a} from generate_series(1, 5) n;
                insert into api_key select {a}00 + n, null, {a}00 + 1 + n % 5 from generate_series(1, 60) n;
                insert into api_key select {a}00 + 60 + n, {a}, null from generate_series(1, 3) n;
                """,
                1, 2, 3, 4)
            .closes(2);

    proposes(product, "public.api_key", "org_id", "project_id -> public.project.id")
        .purge()
        .erasedOnly(2);
  }

  @Test
  void wayThatMissesRowsGivesWayToOneThatHasThemAll() {
    Case product =
        Case.of(
                """
                create table space (id bigint primary key);
                create table task (id bigint primary key, space_id bigint not null references space);
                create table label (id bigint primary key, space_id bigint references space);
                create table tagging (
                  task_id bigint references task, label_id bigint references label,
                  primary key (task_id, label_id));
                """)
            .accountsIn("public.space", "id")
            .nobodys("insert into label select n, null from generate_series(1, 30) n")
            .rowsOf(
                """
                insert into space values ({a});
                insert into task select {a}00 + n, {a} from generate_series(1, 40) n;
                insert into label select {a}00 + n, {a} from generate_series(1, 20) n;
                insert into tagging select {a}00 + n, {a}00 + 1 + n % 20 from generate_series(1, 40) n;
                insert into tagging select {a}00 + n, 1 + n % 30 from generate_series(1, 12) n;
                """,
                1, 2, 3, 4)
            .closes(2);

    proposes(product, "public.tagging", "task_id -> public.task.id").purge().erasedOnly(2);
  }

  @Test
  void rowsThatOnlyCustomersRowsReferToAreTheirs() {
    Case product =
        Case.of(
                """
                create table space (id bigint primary key);
                create table blob (id bigint primary key, bytes bytea);
                create table file (
                  id bigint primary key, space_id bigint not null references space,
                  blob_id bigint references blob);
                """)
            .accountsIn("public.space", "id")
            .rowsOf(
                """
                insert into space values ({a});
                insert into blob select {a}00 + n, 'x' from generate_series(1, 20) n;
                insert into file select {a}00 + n, {a}, case when n <= 60 then {a}00 + 1 + n % 20 end
                  from generate_series(1, 70) n;
                """,
                1, 2, 3, 4)
            .closes(2);

    proposes(product, "public.blob", "id <- public.file.blob_id").purge().erasedOnly(2);
  }

  @Test
  void partOfAKeyIsAWayWhileItsValuesAreUnique() {
    Case product =
        Case.of(
                """
                create table space (id bigint primary key);
                create table note (
                  id bigint, made date, space_id bigint not null references space,
                  primary key (id, made)) partition by range (made);
                create table note_2026 partition of note for values from ('2026-01-01') to ('2027-01-01');
                create table note_diff (id bigint primary key, note_id bigint not null);
                """)
            .accountsIn("public.space", "id")
            .rowsOf(
                """
                insert into space values ({a});
                insert into note select {a}00 + n, '2026-02-01', {a} from generate_series(1, 40) n;
                insert into note_diff select {a}00 + n, {a}00 + 1 + n % 40 from generate_series(1, 80) n;
                """,
                1, 2, 3, 4)
            .closes(2);
    String catalog = proposes(product, "public.note_diff", "note_id -> public.note.id").catalog();

    product.purge().erasedOnly(2);

    product.jdbc().sql("insert into note values (101, '2026-03-01', 3)").update();
    assertThat(product.commands().check(catalog).out())
        .contains("through public.note.id, but there several rows have the same value");
  }

  @Test
  void entriesOwnWhatTheyAreAbout() {
    Case product = payments();

    proposes(
        product,
        "public.payment",
        "id <- public.entry.entryable_id where entryable_type = 'Payment'");
    proposes(product, "public.transfer", "in_id -> public.payment.id").purge().erasedOnly(2);
  }

  private static Case payments() {
    return Case.of(
            """
                create table family (id bigint primary key);
                create table wallet (id bigint primary key, family_id bigint not null references family);
                create table entry (
                  id bigint primary key, wallet_id bigint not null references wallet,
                  entryable_type text not null, entryable_id bigint not null);
                create table payment (id bigint primary key);
                create table transfer (
                  id bigint primary key, out_id bigint not null references payment,
                  in_id bigint not null references payment);
                """)
        .accountsIn("public.family", "id")
        .rowsOf(
            """
                insert into family values ({a});
                insert into wallet values ({a}01, {a});
                insert into payment select {a}00 + n from generate_series(1, 40) n;
                insert into transfer select {a}00 + n, {a}00 + n, {a}00 + n + 1 from generate_series(1, 39) n;
                insert into entry select {a}00 + n, {a}01, 'Payment', {a}00 + n from generate_series(1, 40) n;
                insert into entry select {a}50 + n, {a}01, 'Wallet', {a}01 from generate_series(1, 4) n;
                """,
            1,
            2,
            3,
            4)
        .closes(2);
  }

  @Test
  void referencesToDifferentAccountsAreAQuestionHoweverFar() {
    Case product =
        Case.of(
                """
                create table account (id bigint primary key);
                create table project (id bigint primary key, account_id bigint not null references account);
                create table task (id bigint primary key, project_id bigint not null references project);
                create table tag (id bigint primary key, account_id bigint not null references account);
                create table task_tag (
                  task_id bigint not null references task, tag_id bigint not null references tag,
                  primary key (task_id, tag_id));
                """)
            .rowsOf(
                """
                insert into account values ({a});
                insert into project values ({a}01, {a});
                insert into task select {a}00 + n, {a}01 from generate_series(1, 40) n;
                insert into tag values ({a}01, {a});
                insert into task_tag select {a}00 + n, {a}01 from generate_series(1, 40) n;
                """,
                1,
                2);
    proposes(product, "public.task_tag", "tag_id -> public.tag.id");

    product.jdbc().sql("insert into task_tag values (101, 201)").update();

    assertThat(question(product, "public.task_tag"))
        .contains("which of tag_id, task_id determines the owner of the rows, or do all of them?");
  }

  @Test
  void nameThatLiesIsAQuestion() {
    Case product =
        Case.of(
                """
                create table account (id bigint primary key);
                create table bank_account (
                  id bigint primary key, account_id bigint not null references account);
                create table alert (id bigint primary key, account_id bigint not null);
                """)
            .rowsOf("insert into account values ({a})", 1, 2, 3, 4)
            .rowsOf("insert into bank_account values ({a}, 5 - {a})", 1, 2, 3, 4)
            .nobodys("select 1");

    assertThat(question(product, "public.alert")).isEmpty();
    product
        .jdbc()
        .sql("insert into alert select n, 1 + n % 4 from generate_series(1, 200) n")
        .update();
    assertThat(question(product, "public.alert"))
        .contains("if it is the account's key: owned-by: account_id")
        .contains("if not: owned-by: account_id -> public.bank_account.id");
  }

  @Test
  void accountsOtherKeyIsFoundByItsValues() {
    Case product =
        Case.of(
                """
                create table company (id bigint primary key, directory_id text not null unique, slug text not null);
                create schema search;
                create table search.page (id bigint primary key, org text not null, body text);
                create table search.setting (org text primary key, data jsonb);
                """)
            .accountsIn("public.company", "id")
            .rowsOf(
                """
                insert into company values ({a}, 'dir-{a}', 'slug-{a}');
                insert into search.page select {a}00 + n, 'dir-{a}', 'words' from generate_series(1, 40) n;
                insert into search.setting values ('dir-{a}', '{}');
                """,
                1,
                2,
                3,
                4)
            .closes(2);

    proposes(product, "search.setting", "org -> public.company.directory_id");
    proposes(product, "search.page", "org -> public.company.directory_id").purge().erasedOnly(2);
  }

  @Test
  void columnsOfAnyNameAreFoundByValuesThatCannotCoincide() {
    Case product =
        Case.of(
                Keys.UUID,
                """
                create table account (id uuid primary key);
                create table deal (id uuid primary key, account_id uuid not null references account);
                create table job_search (id bigint primary key, search_key1 uuid);
                create table audit (id bigint primary key, target_record_id uuid not null);
                create table watched (id bigint primary key, opened_by uuid not null);
                """)
            .rowsOf(
                """
                insert into account values (k({a}));
                insert into deal
                  select md5('deal {a} ' || n)::uuid, k({a}) from generate_series(1, 40) n;
                insert into job_search select {a}00 + n, k({a}) from generate_series(1, 40) n;
                insert into audit
                  select {a}00 + n, md5('deal {a} ' || n)::uuid from generate_series(1, 40) n;
                insert into watched
                  select {a}00 + n, md5('deal {a} ' || n)::uuid from generate_series(1, 40) n;
                """,
                1,
                2,
                3,
                4)
            .answers("public.watched", "owned-by: opened_by -> public.deal.id")
            .closes(2);

    proposes(product, "public.job_search", "search_key1");
    proposes(product, "public.audit", "target_record_id -> public.deal.id");
    assertThat(question(product, "public.watched")).contains("opened_by");
    product.purge().erasedOnly(2);
  }

  /** Keys after a prefix, in JSON, and of tables that a small number names. */
  private static Case keysInside(Keys keys) {
    return Case.of(
            keys,
            """
            create table space (id KEY primary key);
            create table member (id KEY primary key, space_id KEY not null references space);
            create table gate (feature text, actor text);
            create table job (id bigint primary key, args jsonb);
            create table contact (id KEY primary key, space_id KEY not null references space);
            create table deal (id KEY primary key, space_id KEY not null references space);
            create table remark (id bigint primary key, owner_type smallint not null, owner_id KEY not null);
            """)
        .accountsIn("public.space", "id")
        .rowsOf(
            """
            insert into space values (k({a}));
            insert into member values (k({a}01), k({a})), (k({a}02), k({a}));
            insert into contact values (k({a}03), k({a})), (k({a}04), k({a}));
            insert into deal values (k({a}05), k({a})), (k({a}06), k({a}));
            insert into gate values ('search', 'Space;KEYTEXT({a})'), ('search', 'Member;KEYTEXT({a}01)'),
              ('export', 'Member;KEYTEXT({a}02)');
            insert into job select {a}00 + n, jsonb_build_object('space_id', id, 'try', n)
              from space cross join generate_series(1, 9) n where id = k({a});
            insert into remark values ({a}01, 1, k({a}03)), ({a}02, 2, k({a}05)), ({a}03, 2, k({a}06));
            """
                .replaceAll("'(\\w+;)KEYTEXT\\((.*?)\\)'", "'$1' || KEYTEXT($2)"),
            1,
            2,
            3,
            4)
        .answers(
            "public.gate",
            "owned-by: [\"actor after 'Space;'\", \"actor after 'Member;' -> public.member.id\"]")
        .answers("public.job", "owned-by: \"args ->> 'space_id'\"")
        .answers(
            "public.remark",
            "owned-by: [\"owner_id -> public.contact.id where owner_type = '1'\","
                + " \"owner_id -> public.deal.id where owner_type = '2'\"]")
        .closes(2);
  }

  @ParameterizedTest
  @EnumSource(Keys.class)
  void keysInsideOfColumnsLeadToTheirAccounts(Keys keys) {
    keysInside(keys).nobodys("insert into job values (7, '{}')").purge().erasedOnly(2);
  }

  @Test
  void limitedRoleFollowsKeysInsideOfColumns() {
    keysInside(Keys.UUID).asLimitedRole().purge().erasedOnly(2);
  }

  @Test
  void prefixThatNoWayNamesBlocksUntilItIsNobodys() {
    Case product = keysInside(Keys.BIGINT).nobodys("insert into gate values ('beta', 'Plan;3')");
    assertThat(product.commands().check(product.catalog()).out())
        .contains("public.gate has 1 rows in which actor begins with none of the prefixes");

    product.edits(
        "public.gate",
        "owned-by: [\"actor after 'Space;'\", \"actor after 'Member;' -> public.member.id\"],"
            + " shared-where: \"actor after 'Plan;'\"");
    product.purge().erasedOnly(2);
  }

  @Test
  void questionsNameKeysInsideOfColumnsWithFigures() {
    Case product = keysInside(Keys.UUID);

    assertThat(question(product, "public.gate"))
        .contains("some rows begin with 'Member;', all with keys of public.member")
        .contains("owned-by: [actor after 'Member;' -> public.member.id, actor after 'Space;']");
    assertThat(question(product, "public.job"))
        .contains("args ->> 'space_id' determine the owner of the rows? all rows have it");
    assertThat(question(product, "public.remark"))
        .contains("with '1' all sampled ids are keys of public.contact; with '2' all")
        .contains("owner_id -> public.deal.id where owner_type = '2'");
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 11_000})
  void rowsThatAJsonKeyRefersToGoInOneTransactionAndInSlices(int jobs) {
    Case.of(
            """
            create table space (id bigint primary key);
            create table job (id bigint primary key, kind text, args jsonb);
            create index on job ((args -> 'ref' ->> 'id'));
            create table document (id bigint primary key, bytes text);
            """)
        .accountsIn("public.space", "id")
        .nobodys("insert into document values (1, 'of nobody')")
        .rowsOf(
            """
            insert into space values ({a});
            insert into document select {a}00000 + n, 'x' from generate_series(1, %1$d) n;
            insert into job
              select {a}00000 + n, 'Doc',
                jsonb_build_object('space_id', {a}, 'ref', jsonb_build_object('id', {a}00000 + n))
              from generate_series(1, %1$d) n;
            insert into job
              values ({a}99999, 'Other', '{"space_id": {a}, "ref": {"id": 1}}');
            """
                .formatted(jobs),
            1,
            2)
        .nobodys("analyze")
        .edits("public.job", "owned-by: \"args ->> 'space_id'\"")
        .edits(
            "public.document",
            "owned-by: \"id <- public.job.args -> 'ref' ->> 'id' where kind = 'Doc'\"")
        .purging("throttle: {chunk-millis: 20}")
        .closes(1)
        .purge()
        .erasedOnly(1);
  }

  @Test
  void rowsThatTransferToAnotherAccountsPaymentBlockIt() {
    Case product = payments();
    product
        .rowsOf("insert into transfer values (999, 201, 101)", 1)
        .answers("public.transfer", "owned-by: in_id -> public.payment.id");

    assertThat(product.purgeAtOnce(product.catalog()).outcomes().get(2))
        .startsWith("failed")
        .contains("public.transfer");
  }

  @Test
  void keysAreDecimalNumbersAndDomains() {
    Case.of(
            """
            create domain account_no as numeric(20);
            create table account (id account_no primary key);
            create table contact (id bigint primary key, account_id account_no not null references account);
            create table visit (id bigint primary key, account_id numeric not null);
            create table note (id bigint primary key, account_id text not null);
            """)
        .rowsOf(
            """
            insert into account values ({a});
            insert into contact select {a}00 + n, {a} from generate_series(1, 30) n;
            insert into visit select {a}00 + n, {a}.00 from generate_series(1, 30) n;
            insert into note select {a}00 + n, '{a}' from generate_series(1, 30) n;
            """,
            1,
            2,
            3)
        .edits("public.visit", "owned-by: account_id")
        .edits("public.note", "owned-by: account_id")
        .closes(2)
        .purge()
        .erasedOnly(2);
  }

  @Test
  void keysThatIgnoreCapitalsAreSpelledAsTheAccountSpellsThem() {
    Case product =
        Case.of(
                Keys.TEXT,
                """
                create extension if not exists citext;
                create table account (id citext primary key);
                create table contact (id bigint primary key, account_id citext not null references account);
                create table visit (id bigint primary key, contact_id bigint not null references contact);
                """)
            .rowsOf(
                """
                insert into account values (k({a}));
                insert into contact select {a}00 + n, k({a}) from generate_series(1, 30) n;
                insert into visit select {a}00 + n, {a}00 + n from generate_series(1, 30) n;
                """,
                1,
                2,
                3)
            .closes(2);
    String catalog = product.catalog();
    product.purge().erasedOnly(2);

    product
        .jdbc()
        .sql("update contact set account_id = upper(account_id::text) where id = 101")
        .update();
    assertThat(product.commands().check(catalog).out())
        .contains(
            "public.contact.account_id spells 1 keys with other capitals than public.account.id");
  }

  @Test
  void acceptingAReferenceIsAdvisedOnlyWhereItCanBeEnded() {
    Case product =
        Case.of(
                """
                create table account (id bigint primary key);
                create table task (id bigint primary key, account_id bigint not null references account);
                create table label (id bigint primary key, account_id bigint not null references account);
                create table tagging (
                  task_id bigint references task, label_id bigint references label,
                  primary key (task_id, label_id));
                """)
            .rowsOf(
                """
                insert into account values ({a});
                insert into task values ({a}01, {a});
                insert into label values ({a}01, {a});
                """,
                1,
                2)
            .rowsOf("insert into tagging values (201, 101)", 1)
            .answers("public.tagging", "owned-by: label_id -> public.label.id")
            .edits("public.tagging", "owned-by: label_id -> public.label.id")
            .closes(2);

    assertThat(product.purgeAtOnce(product.catalog()).outcomes().get(2))
        .contains(
            "change these rows first, or let them go too (owned-by: task_id -> public.task.id")
        .doesNotContain("accepts");
  }
}
