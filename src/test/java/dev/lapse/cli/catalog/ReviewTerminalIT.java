package dev.lapse.cli.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.Installation;
import dev.lapse.testing.LapseProcess;
import dev.lapse.testing.TestRoles;
import dev.lapse.testing.UnpackedJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code catalog review} on a pseudo-terminal, as a person plays it. */
class ReviewTerminalIT {
  private static final String ROWS =
      """
      create table account (id bigint primary key);
      insert into account select n from generate_series(1, 10) n;
      create table person (id bigint primary key, mail text);
      create table membership (person_id bigint not null references person,
        account_id bigint not null references account, primary key (person_id, account_id));
      create table device (id bigint primary key, person_id bigint not null references person);
      create table analysis (id bigint primary key, made_for bigint references account, title text);
      create table setting (id bigint primary key, kind text);
      insert into person select n, 'p' || n from generate_series(1, 300) n;
      insert into membership select n, 1 + n % 10 from generate_series(1, 300) n
        union all select n, 1 + (n + 7) % 10 from generate_series(1, 40) n;
      insert into device select n, n from generate_series(1, 100) n;
      insert into analysis select n, case when n % 5 > 0 then 1 + n % 10 end, 'Report ' || n
        from generate_series(1, 100) n;
      insert into setting values (1, 'dark'), (2, 'light');
      """;

  private final Installation here =
      Installation.of(ROWS, "- {store: product, table: public.account, owned-by: id}\n")
          .environment("PRODUCT_DATABASE_USERNAME", TestRoles.DISCOVERER);
  private final Path file = here.write("catalog.yaml", here.text("catalog.yaml"));

  @AfterEach
  void close() {
    here.close();
  }

  @Test
  void writesTheFileThatTheKeysSay() throws IOException {
    // why, Enter, a wrong number, a wrong column, one's own, Enter, undo, the second, a number
    LapseProcess.Result played =
        play("w\\n\\n9\\nowned-by: made_four\\nowned-by: made_for\\n\\nu\\n2\\n1\\n");

    assertThat(played.exitCode()).as(played.out() + played.err()).isZero();
    assertThat(played.out())
        .contains("people public.person   (2 more after this)")
        .contains("settles 2 tables, 400 rows: public.device 100, public.person 300")
        .contains("says which people an account has")
        .contains("written: - {store: product, people: public.person, members: public.membership}")
        .contains("there is no answer 9")
        .containsPattern("catalog.yaml:\\d+: public.analysis has no column 'made_four'")
        .containsPattern(
            "(?s)erasing account 10 takes 10;.*Enter writes it.*written: owned-by: made_for")
        .contains("undone: public.analysis")
        .contains("setting   (the last one)")
        .contains("Nothing is open. 'lapse catalog check' says whether")
        .doesNotContain("mail", "Exception");
    assertThat(Files.readString(file))
        .contains("  - {store: product, people: public.person, members: public.membership}\n")
        .contains("#: store product: nothing is open")
        .contains("table: public.analysis, shared: true}")
        .contains("table: public.device, owned-by: person_id -> public.person.id}")
        .contains("table: public.setting, shared: true}");
  }

  @Test
  void undoesTheLastAnswerToo() throws IOException {
    LapseProcess.Result played = play("\\n2\\n1\\nx\\nu\\nowned-by: id\\nl\\nq\\n");

    assertThat(played.exitCode()).as(played.out() + played.err()).isZero();
    assertThat(played.out())
        .containsPattern(
            "(?s)written: - .*setting, shared: true}.*That was the last one. Enter ends the review, u"
                + " undoes the last answer.*undone: public.setting.*setting   \\(the last one\\)")
        .contains("1 open, 1 of them put off");
    assertThat(Files.readString(file))
        .contains("table: public.analysis, shared: true}")
        .contains("table: public.setting, unclassified: ");
  }

  @Test
  void keepsWhatWasAnsweredWhenTheInputEnds() throws IOException {
    LapseProcess.Result played = play("\\nl\\n");

    assertThat(played.exitCode()).as(played.out() + played.err()).isZero();
    assertThat(played.out())
        .contains("2 open, 1 of them put off; what was answered is in the file.");
    assertThat(Files.readString(file))
        .contains("  - {store: product, people: public.person, members: public.membership}\n")
        .contains("table: public.analysis, unclassified: ");
  }

  private LapseProcess.Result play(String keys) {
    return here.startCommand(
            List.of("bash", "-c", "printf \"$1\" | script -qec \"$0\" /dev/null"),
            UnpackedJar.command() + " catalog review --store product",
            keys)
        .result();
  }
}
