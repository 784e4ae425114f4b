package dev.lapse.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.security.Browser;
import dev.lapse.security.Role;
import dev.lapse.testing.TestProgram;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.security.core.userdetails.UserDetailsService;

/** The review as a page: for approvers, with the token of its forms. */
class ReviewPageIT {
  private static final String ROWS =
      """
      create table account (id bigint primary key);
      insert into account select n from generate_series(1, 10) n;
      create table analysis (id bigint primary key, made_for bigint references account, title text,
        reply_email text);
      insert into analysis select n, case when n % 5 > 0 then 1 + n % 10 end, 'Report ' || n,
        'ann@example.org' from generate_series(1, 100) n;
      create table setting (id bigint primary key, kind text);
      insert into setting values (1, 'dark'), (2, 'light');
      """;

  private static TestProgram program;
  private static Path file;
  private static String before;

  @BeforeAll
  static void serve() throws IOException {
    program =
        TestProgram.at(Instant.now().toString())
            .product(ROWS)
            .asSuperuser("discovery reads every table")
            .sets("- {store: product, table: public.account, owned-by: id}\n")
            .serving()
            .open();
    file =
        Path.of(program.context().getEnvironment().getRequiredProperty("LAPSE_JOBS"))
            .resolve("catalog.yaml");
    before = Files.readString(file);
  }

  @AfterAll
  static void close() {
    program.close();
  }

  @BeforeEach
  void asItWas() throws IOException {
    Files.writeString(file, before);
  }

  @Test
  void takesAnswersAndTakesThemBack() throws IOException {
    Browser browser = signedIn("approver");
    assertThat(browser.get("/").body()).contains("href=\"/catalog/review\"");

    String first = submit(browser, "start", Map.of()).body();
    assertThat(first)
        .contains("<h2>public.analysis</h2>")
        .contains("1 more after this")
        .contains("owned-by: made_for")
        .contains("erasing account 10 takes 10; 70 of other accounts and 20 of nobody stay")
        .contains("<th scope=\"row\">made_for</th>")
        .doesNotContain("reply_email", "Report");

    String second =
        submit(browser, "answer", Map.of("decision", "public.analysis", "number", "1")).body();
    assertThat(second).contains("<h2>public.setting</h2>").contains("the last one");
    assertThat(Files.readString(file)).contains("table: public.analysis, owned-by: made_for}");

    assertThat(submit(browser, "undo", Map.of()).body()).contains("<h2>public.analysis</h2>");
    assertThat(Files.readString(file)).isEqualTo(before);
  }

  @Test
  void takesTheLastAnswerBackToo() throws IOException {
    Browser browser = signedIn("approver");
    assertThat(submit(browser, "start", Map.of()).body()).doesNotContain("Undo the last answer");
    submit(browser, "answer", Map.of("decision", "public.analysis", "number", "1"));
    String answered = Files.readString(file);

    assertThat(
            submit(browser, "answer", Map.of("decision", "public.setting", "number", "1")).body())
        .contains("Nothing else is open", "Undo the last answer");
    assertThat(Files.readString(file)).contains("table: public.setting, shared: true}");

    assertThat(submit(browser, "undo", Map.of()).body()).contains("<h2>public.setting</h2>");
    assertThat(Files.readString(file)).isEqualTo(answered);
  }

  @Test
  void saysAboveTheDecisionWhyItRefuses() throws IOException {
    Browser browser = signedIn("approver");
    submit(browser, "start", Map.of());

    assertThat(own(browser, "public.analysis", "owned-by: made_four"))
        .contains("role=\"alert\"")
        .containsPattern("catalog.yaml:\\d+: public.analysis has no column &#39;made_four&#39;")
        .contains("<h2>public.analysis</h2>");
    assertThat(own(browser, "public.analysis", "yes"))
        .contains("write for example: owned-by: account_id");
    assertThat(own(browser, "public.setting", "shared: true"))
        .contains("public.setting&#39; was answered meanwhile; this is the next");
    assertThat(Files.readString(file)).isEqualTo(before);

    Files.writeString(file, before + "# theirs\n");
    assertThat(own(browser, "public.analysis", "shared: true"))
        .contains("has changed since this review read it");
    assertThat(Files.readString(file)).isEqualTo(before + "# theirs\n");
  }

  @Test
  void showsWhatAnAnswerOfOnesOwnTakesBeforeItIsWritten() throws IOException {
    Browser browser = signedIn("approver");
    submit(browser, "start", Map.of());

    Map<String, String> fields = Map.of("decision", "public.analysis", "own", "owned-by: made_for");
    assertThat(submit(browser, "answer", fields).body())
        .contains("erasing account 10 takes 10; 70 of other accounts and 20 of nobody stay")
        .contains("<input type=\"hidden\" name=\"own\" value=\"owned-by: made_for\"")
        .contains("<h2>public.analysis</h2>");
    assertThat(Files.readString(file)).isEqualTo(before);

    assertThat(own(browser, "public.analysis", "owned-by: made_for"))
        .contains("<h2>public.setting</h2>");
  }

  @Test
  void putsOffToTheEnd() {
    Browser browser = signedIn("approver");
    submit(browser, "start", Map.of());

    submit(browser, "later", Map.of("decision", "public.analysis"));
    String end = submit(browser, "later", Map.of("decision", "public.setting")).body();

    assertThat(end).contains("Nothing else is open").contains("2 put off");
  }

  @Test
  void isForApproversOnly() {
    for (Role role : Role.values()) {
      Browser browser = signedIn(role.text());
      assertThat(browser.get("/catalog/review").statusCode())
          .as(role.text())
          .isEqualTo(role == Role.APPROVER ? 200 : 403);
      if (role != Role.APPROVER) {
        assertThat(browser.get("/").body()).doesNotContain("/catalog/review");
      }
    }
  }

  @Test
  void refusesAFormWithoutItsToken() throws IOException {
    Browser browser = signedIn("approver");
    submit(browser, "start", Map.of());

    for (String step : new String[] {"start", "answer", "later", "undo"}) {
      HttpResponse<String> forged =
          browser.post(
              "/catalog/review/" + step,
              Map.of("store", "product", "decision", "public.analysis", "number", "1"));
      assertThat(forged.statusCode()).as(step).isEqualTo(403);
    }
    assertThat(Files.readString(file)).isEqualTo(before);
  }

  private static String own(Browser browser, String decision, String answer) {
    return submit(browser, "answer", Map.of("decision", decision, "own", answer, "sure", "true"))
        .body();
  }

  private static HttpResponse<String> submit(
      Browser browser, String step, Map<String, String> fields) {
    Map<String, String> all = new LinkedHashMap<>(fields);
    all.put("store", "product");
    return browser.submit("/catalog/review?store=product", "/catalog/review/" + step, all);
  }

  private static Browser signedIn(String role) {
    program.clock.advance(Duration.ofMinutes(3));
    Browser browser = Browser.at(program.address());
    String password =
        program
            .get(UserDetailsService.class)
            .loadUserByUsername(role)
            .getPassword()
            .replace("{noop}", "");
    browser.submit("/sign-in", "/sign-in", Map.of("username", role, "password", password));
    return browser;
  }
}
