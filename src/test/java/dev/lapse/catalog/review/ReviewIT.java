package dev.lapse.catalog.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.catalog.discover.Decision;
import dev.lapse.catalog.live.StoreUnreachable;
import dev.lapse.catalog.review.Preview.Line;
import dev.lapse.catalog.yaml.CatalogFile;
import dev.lapse.file.WrongFile;
import dev.lapse.file.YamlMap;
import dev.lapse.testing.TestDatabases;
import dev.lapse.testing.TestDatabases.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each answer is in the file at once, and nothing else is. */
class ReviewIT {
  private static final String ROWS =
      """
      create table account (id bigint primary key);
      insert into account select n from generate_series(1, 10) n;
      create table analysis (id bigint primary key, made_for bigint references account,
        title text, reply_email text, name text, made_on date);
      insert into analysis select n, case when n % 5 > 0 then 1 + n % 10 end,
        'Report ' || n, 'ann' || n || '@example.org', 'Ann Example' from generate_series(1, 100) n;
      create table observation (id bigint primary key, analysis_id bigint not null references analysis);
      insert into observation select n, n from generate_series(1, 100) n;
      create table setting (id bigint primary key, kind text);
      insert into setting values (1, 'dark'), (2, 'light');
      """;

  private static final String OTHER_STORE =
      """
      sets:
        - {store: other, table: public.analysis, unclassified: "whose?"}
      """;

  private final TestDatabase database = TestDatabases.create().run(ROWS);
  @TempDir Path folder;
  private Path file = Path.of("");

  /** As discovery writes it, with what a person added, and a store of other tables. */
  @BeforeEach
  void discovered() throws IOException {
    file = folder.resolve("catalog.yaml");
    Files.writeString(file, stores("product") + stores("other").substring(8) + OTHER_STORE);
    String before;
    try (Review review = review()) {
      review.answer(review.next().orElseThrow(), "shared: true");
      before = Files.readString(file);
    }
    Files.writeString(
        file,
        before.replace(
            "{store: product, table: public.analysis, shared: true}",
            "{store: product, table: public.analysis, unclassified: \"follows x\","
                + " accepts: [analysis_made_for_fkey]}  # ask Ann"));
  }

  private String stores(String name) {
    return """
    stores:
      - name: %s
        type: postgresql
        url: %s
        username: %s
        password: %s
        accounts: public.account
        key: id
    """
        .formatted(name, database.url(), database.username(), database.password());
  }

  private Review review() {
    return new Review(
        file, "product", text -> CatalogFile.read(YamlMap.read(file.toString(), text, raw -> raw)));
  }

  @Test
  void writesAnAnswerAtOnceAndNothingElse() throws IOException {
    String before = Files.readString(file);
    try (Review review = review()) {
      Decision decision = review.next().orElseThrow();
      assertThat(decision.name()).isEqualTo("public.analysis");
      assertThat(review.left()).isEqualTo(2);

      review.answer(decision, decision.answers().get(0));

      assertThat(changed(before))
          .containsExactly(
              "  - {store: product, table: public.analysis, owned-by: made_for,"
                  + " accepts: [analysis_made_for_fkey]}  # ask Ann");
      assertThat(review.left()).isEqualTo(1);
    }
  }

  @Test
  void settlesWhatFollowsOnceNothingIsOpen() throws IOException {
    try (Review review = review()) {
      review.answer(review.next().orElseThrow(), "owned-by: made_for");
      assertThat(Files.readString(file))
          .contains("table: public.observation, unclassified: \"follows public.analysis\"}");

      review.answer(review.next().orElseThrow(), "shared: true");

      assertThat(review.next()).isEmpty();
      assertThat(review.isComplete()).isTrue();
    }
    assertThat(Files.readString(file))
        .contains("#: store product: nothing is open")
        .contains("table: public.observation, owned-by: analysis_id -> public.analysis.id}")
        .contains("table: public.setting, shared: true}");
  }

  @Test
  void refusesAnAnswerThatDoesNotFitWithItsLine() throws IOException {
    String before = Files.readString(file);
    try (Review review = review()) {
      Decision decision = review.next().orElseThrow();

      for (Map.Entry<String, String> wrong :
          Map.of(
                  "owned-by: made_four", "has no column 'made_four'",
                  "owned-by: made_on", "made_on is date, but public.account.id is bigint",
                  "owned-by: id -> public.nothing.id", "public.nothing",
                  "owned-by: [made_for", "",
                  "owned-by: made_for, shared: true", "",
                  "people: public.nobody, members: public.setting", "public.nobody",
                  "colour: red", "colour")
              .entrySet()) {
        assertThatThrownBy(() -> review.answer(decision, wrong.getKey()))
            .as(wrong.getKey())
            .isInstanceOf(WrongFile.class)
            .message()
            .matches("(?s).*catalog.yaml:\\d+: .*")
            .contains(wrong.getValue());
      }
      assertThatThrownBy(() -> review.answer(decision, "shared: true\n  - {store: other}"))
          .hasMessage("an answer is one line");

      assertThat(review.next()).contains(decision);
    }
    assertThat(file).hasContent(before);
    assertThat(folder.toFile().list()).containsExactly("catalog.yaml");
  }

  @Test
  void restoresTheFileByteForByte() throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    Path real = file;
    file = link;
    String before = Files.readString(file);
    try (Review review = review()) {
      review.answer(review.next().orElseThrow(), "owned-by: made_for");
      review.answer(review.next().orElseThrow(), "shared: true");
      assertThat(review.left()).isZero();

      assertThat(review.undo().orElseThrow().name()).isEqualTo("public.setting");
      assertThat(review.undo().orElseThrow().name()).isEqualTo("public.analysis");

      assertThat(review.undo()).isEmpty();
      assertThat(review.left()).isEqualTo(2);
    }
    assertThat(Files.readString(real)).isEqualTo(before);
    assertThat(Files.isSymbolicLink(link)).isTrue();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(real)))
        .isEqualTo("rw-r--r--");
  }

  @Test
  void refusesAFileThatChangedUnderTheReviewer() throws IOException {
    try (Review review = review()) {
      Decision decision = review.next().orElseThrow();
      String theirs = Files.readString(file) + "# theirs\n";
      Files.writeString(file, theirs);

      assertThatThrownBy(() -> review.answer(decision, decision.answers().get(0)))
          .isInstanceOf(WrongFile.class)
          .hasMessage(file + ": has changed since this review read it; start the review again");

      assertThat(file).hasContent(theirs);
      assertThat(review.next()).contains(decision);
    }
  }

  @Test
  void putsOffAndAsksAgainNextTime() throws IOException {
    String before = Files.readString(file);
    try (Review review = review()) {
      review.later(review.next().orElseThrow());
      review.later(review.next().orElseThrow());

      assertThat(review.next()).isEmpty();
      assertThat(review.putOff()).isEqualTo(2);
      assertThat(review.undo().orElseThrow().name()).isEqualTo("public.setting");
      assertThat(review.putOff()).isEqualTo(1);
    }
    assertThat(file).hasContent(before);
    try (Review review = review()) {
      assertThat(review.left()).isEqualTo(2);
    }
  }

  @Test
  void saysWhatAnErasureWouldTakeAndLeave() {
    try (Review review = review()) {
      Decision decision = review.next().orElseThrow();

      Preview owned = review.preview(decision, decision.answers().get(0));
      Preview shared = review.preview(decision, decision.answers().get(1));

      assertThat(owned.sentence())
          .isEqualTo(
              "of 100 rows of public.analysis, erasing account 10 takes 10;"
                  + " 70 of other accounts and 20 of nobody stay");
      assertThat(shared.sentence())
          .isEqualTo(
              "of 100 rows of public.analysis all stay, also 10 of account 10 and 70 of others");
    }
  }

  /** People: some have two accounts, and some have none. */
  private void people(String reference) {
    database.run(
        """
        create table person (id bigint primary key, mail text);
        create table membership (person_id bigint not null%s,
          account_id bigint not null references account, primary key (person_id, account_id));
        insert into person select n, 'p' || n from generate_series(1, 300) n;
        insert into membership select n, 1 + n %% 10 from generate_series(1, 290) n
          union all select n, 1 + (n + 7) %% 10 from generate_series(1, 40) n;
        """
            .formatted(reference));
  }

  private static Decision aboutPeople(Review review) {
    Decision decision = review.next().orElseThrow();
    assertThat(decision.name()).isEqualTo("people public.person");
    return decision;
  }

  @Test
  void countsPeopleOfSeveralAccountsApart() {
    people(" references person");
    try (Review review = review()) {
      Decision decision = aboutPeople(review);

      assertThat(review.preview(decision, decision.answers().get(0)).sentence())
          .isEqualTo(
              "of 300 rows of public.person, erasing account 1 takes 25; 225 of other accounts,"
                  + " 40 that several accounts have and 10 of nobody stay");
    }
  }

  @Test
  void countsPeopleByReferencesWithoutForeignKeysToo() {
    people("");
    try (Review review = review()) {
      Decision decision = aboutPeople(review);

      assertThat(review.preview(decision, decision.answers().get(0)).sentence())
          .isEqualTo(
              "of 300 rows of public.person, erasing account 1 takes 25; 225 of other accounts,"
                  + " 40 that several accounts have and 10 of nobody stay");
      assertThat(review.preview(decision, decision.answers().get(1)).sentence())
          .isEqualTo(
              "of 300 rows of public.person all stay, also 25 of account 1 and 265 of others");
    }
  }

  @Test
  void countsPeopleByAllRowsThatTheEntryNames() {
    database.run(
        """
        create table person (id bigint primary key, mail text);
        create table membership (person_id bigint not null references person,
          account_id bigint not null references account, primary key (person_id, account_id));
        create table ticket (id bigint primary key, account_id bigint not null references account,
          assignee_id bigint references person);
        insert into person select n, 'p' || n from generate_series(1, 300) n;
        insert into membership select n, 1 + n % 10 from generate_series(1, 300) n
          union all select n, 1 + (n + 7) % 10 from generate_series(1, 40) n;
        insert into ticket select n, 1 + n % 10, n from generate_series(1, 300) n;
        update ticket set account_id = 1 + (account_id + 2) % 10 where id = 300;
        """);
    try (Review review = review()) {
      Decision decision = aboutPeople(review);

      assertThat(decision.question().lines())
          .hasSize(2)
          .last()
          .isEqualTo(
              "Seen: referred to by public.membership, public.ticket"
                  + " (of all 300 rows 300 are referred to, 41 of them by rows of several accounts)");
      assertThat(review.preview(decision, decision.answers().get(0)).sentence())
          .contains("41 that several accounts have");
    }
  }

  /** A pair with one type that is not the name of a table, and another one that names people. */
  private void attachments() {
    database.run(
        """
        create table person (id bigint primary key, mail text);
        create table membership (person_id bigint not null references person,
          account_id bigint not null references account, primary key (person_id, account_id));
        create table ticket (id bigint primary key, account_id bigint not null references account);
        create table attachment (id bigint primary key, subject_type text not null,
          subject_id bigint not null);
        insert into person select n, 'p' || n from generate_series(1, 30) n;
        insert into membership select n, 1 + n % 10 from generate_series(1, 30) n
          union all select n, 1 + (n + 7) % 10 from generate_series(1, 4) n;
        insert into ticket select n, 1 + n % 10 from generate_series(1, 300) n;
        insert into attachment select n, 'Ticket', n from generate_series(1, 300) n
          union all select 300 + n, 'Person', n from generate_series(1, 20) n
          union all select 400 + n, 'Help', n from generate_series(1, 9) n;
        """);
  }

  @Test
  void asksForPeopleBeforeWhatRefersToThem() {
    attachments();
    try (Review review = review()) {
      assertThat(review.next().orElseThrow().name()).isEqualTo("people public.person");
    }
  }

  @Test
  void takesUnknownTypesAsNobodysAndTheRestByItsPaths() throws IOException {
    attachments();
    try (Review review = review()) {
      Decision people = review.next().orElseThrow();
      assertThat(people.likely()).isTrue();
      review.answer(people, people.answers().get(0));
      Decision decision = about("public.attachment", review);

      assertThat(decision.question()).contains("which table is 'Help' (9 of 329 rows)?");
      assertThat(decision.answers().get(0).lines())
          .containsExactly("- {store: product, types: {\"Help\": shared}}");
      assertThat(review.preview(decision, decision.answers().get(0)).sentence())
          .isEqualTo(
              "of 329 rows of public.attachment, erasing account 1 takes 32; 284 of other"
                  + " accounts, 4 that several accounts have and 9 of nobody stay");
      assertThat(decision.answers())
          .last()
          .extracting(Decision.Answer::lines)
          .asString()
          .contains("shared: true");
      assertThat(review.preview(decision, decision.answers().get(1)).sentence())
          .isEqualTo(
              "of 329 rows of public.attachment all stay, also 32 of account 1 and 288 of others");
      Preview.Sample sample = review.sample(decision);
      assertThat(sample.types())
          .containsExactly(new Line("subject_type", List.of("Ticket 300", "Person 20", "Help 9")));
      assertThat(sample.lines())
          .filteredOn(line -> line.column().equals("subject_type"))
          .flatExtracting(Line::values)
          .contains("Ticket");

      review.answer(decision, decision.answers().get(0));
      finish(review);
    }
    assertThat(Files.readString(file))
        .contains("shared-where: [\"subject_type = 'Help'\"]")
        .contains("subject_id -> public.person.id where subject_type = 'Person'");
  }

  @Test
  void countsWhatFollowsATableInDoubtApart() {
    attachments();
    try (Review review = review()) {
      review.later(review.next().orElseThrow());
      Decision decision = about("public.attachment", review);

      assertThat(review.preview(decision, decision.answers().get(0)).sentence())
          .contains("20 that refer to tables not decided yet and 9 of nobody stay");
    }
  }

  @Test
  void answersForTheTypesOfASecondPairInItsEntry() throws IOException {
    attachments();
    database.run(
        """
        create table reaction (id bigint primary key, subject_type text not null,
          subject_id bigint not null);
        insert into reaction select n, 'Ticket', n from generate_series(1, 300) n
          union all select 400 + n, 'News', n from generate_series(1, 9) n;
        """);
    try (Review review = review()) {
      finish(review);
    }
    assertThat(Files.readString(file))
        .containsOnlyOnce("types: {")
        .contains("shared-where: [\"subject_type = 'Help'\"]")
        .contains("shared-where: [\"subject_type = 'News'\"]");
  }

  @Test
  void offersEachPathThatContradictsAnotherAndTakesNoneOnItsOwn() {
    database.run(
        """
        create table project (id bigint primary key, account_id bigint not null references account);
        create table task (id bigint primary key, project_id bigint not null references project);
        create table tag (id bigint primary key, account_id bigint not null references account);
        create table task_tag (task_id bigint not null references task,
          tag_id bigint not null references tag, primary key (task_id, tag_id));
        insert into project select n, 1 + n % 10 from generate_series(1, 50) n;
        insert into task select n, 1 + n % 50 from generate_series(1, 400) n;
        insert into tag select n, 1 + n % 10 from generate_series(1, 50) n;
        insert into task_tag select n, 1 + n % 50 from generate_series(1, 400) n
          union all select n, 1 + (n + 1) % 50 from generate_series(1, 400) n;
        """);
    try (Review review = review()) {
      Decision decision = about("public.task_tag", review);

      assertThat(decision.likely()).isFalse();
      assertThat(decision.answers())
          .extracting(answer -> answer.lines().get(0).replaceAll(".*task_tag, |}$", ""))
          .containsExactly(
              "owned-by: tag_id -> public.tag.id",
              "owned-by: task_id -> public.task.id",
              "owned-by: [tag_id -> public.tag.id, task_id -> public.task.id]",
              "shared: true");
    }
  }

  @Test
  void showsWhatAnAnswerOfOnesOwnTakesBeforeItIsWritten() throws IOException {
    attachments();
    String before = Files.readString(file);
    try (Review review = review()) {
      Decision decision = about("public.attachment", review);

      assertThat(
              review.effect(
                  decision,
                  "owned-by: \"subject_id -> public.ticket.id where subject_type = 'Tickt'\""))
          .containsExactly(
              "of 329 rows of public.attachment, none goes by this answer; 320 that another path"
                  + " leads to an account and 9 of nobody stay",
              "no row of public.attachment has subject_type = 'Tickt'; did you mean 'Ticket'?");
      assertThat(review.effect(decision, "types: {Help: shared, Person: shared}"))
          .singleElement()
          .asString()
          .contains("erasing account 1 takes 30");
    }
    assertThat(file).hasContent(before);
  }

  private static Decision about(String table, Review review) {
    return review.open().stream()
        .filter(decision -> decision.about().toString().equals(table))
        .findFirst()
        .orElseThrow();
  }

  private static void finish(Review review) {
    while (review.next().isPresent()) {
      Decision next = review.next().orElseThrow();
      review.answer(next, next.answers().get(0));
    }
  }

  @Test
  void takesTheLastAnswerBackIfTheStoreIsLost() throws IOException {
    try (Review review = review()) {
      review.answer(review.next().orElseThrow(), "owned-by: made_for");
      String before = Files.readString(file);
      Decision last = review.next().orElseThrow();
      loseStore();

      assertThatThrownBy(() -> review.answer(last, "shared: true"))
          .isInstanceOf(StoreUnreachable.class);

      assertThat(review.next()).contains(last);
      assertThat(file).hasContent(before);
    }
  }

  @Test
  void keepsTheLastOneOpenIfTheStoreIsLost() {
    try (Review review = review()) {
      review.answer(review.next().orElseThrow(), "owned-by: made_for");
      Decision last = review.next().orElseThrow();
      loseStore();

      assertThatThrownBy(() -> review.later(last)).isInstanceOf(StoreUnreachable.class);

      assertThat(review.next()).contains(last);
      assertThat(review.putOff()).isZero();
    }
  }

  private void loseStore() {
    database.run(
        """
        select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid()
        """);
  }

  @Test
  void masksValuesAndLeavesOutColumnsOfPersons() {
    try (Review review = review()) {
      Map<String, List<String>> lines =
          review.sample(review.next().orElseThrow()).lines().stream()
              .collect(Collectors.toMap(Line::column, Line::values));

      assertThat(lines.keySet())
          .containsExactlyInAnyOrder("made_for", "id", "title", "made_on", "-> account");
      assertThat(lines.get("made_for")).hasSize(3).contains("2", "3");
      assertThat(lines.get("-> account")).isEqualTo(lines.get("made_for"));
      assertThat(lines.get("title")).containsOnly("xxxxxx 0");
      assertThat(lines.get("id")).containsOnly("0");
    }
  }

  /** The lines of the file that are not as they were, in the same number of lines. */
  private List<String> changed(String before) throws IOException {
    List<String> was = before.lines().toList();
    List<String> is = Files.readAllLines(file);
    assertThat(is).hasSameSizeAs(was);
    List<String> changed = new ArrayList<>();
    for (int i = 0; i < is.size(); i++) {
      if (!is.get(i).equals(was.get(i))) {
        changed.add(is.get(i));
      }
    }
    return changed;
  }
}
