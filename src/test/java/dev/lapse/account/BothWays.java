package dev.lapse.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.Requester;
import dev.lapse.problem.ProblemType;
import dev.lapse.testing.Commands;
import dev.lapse.testing.Commands.Result;
import dev.lapse.testing.HttpCaller;
import dev.lapse.testing.LapseTables;
import dev.lapse.testing.OpenIdProvider;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks a program for the same over HTTP, with a token of an OpenID provider, and on the command
 * line, and sees that both answer alike.
 */
final class BothWays {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String STATE =
      """
      select concat_ws(
        '|',
        (select string_agg(a::text, ';' order by a.id) from lapse.account a),
        (select string_agg(h::text, ';' order by h.account_id, h.name, h.placed_at) from lapse.hold h),
        (select count(*) from lapse.evidence),
        (select count(*) from lapse.idempotency)
      )
      """;

  private final TestProgram program;
  private final OpenIdProvider provider;

  BothWays(TestProgram program, OpenIdProvider provider) {
    this.program = program;
    this.provider = provider;
  }

  /** A request: the account, the caller, and the fields. */
  record Wish(String command, String id, Requester by, Map<String, Object> fields) {
    static Wish to(String command, String id) {
      return new Wish(command, id, Requester.PRIMARY_ADMINISTRATOR, Map.of());
    }

    Wish by(Requester other) {
      return new Wish(command, id, other, fields);
    }

    Wish with(String field, Object value) {
      Map<String, Object> more = new LinkedHashMap<>(fields);
      more.put(field, value);
      return new Wish(command, id, by, more);
    }

    /** The command line: {@code expectedLength} is {@code --expected-length}. */
    private String[] arguments() {
      List<String> arguments = new ArrayList<>(List.of("account", command, id, "-o", "json"));
      if (!command.equals("trial-end")) {
        arguments.addAll(List.of("--requester", by.text()));
      }
      fields.forEach(
          (field, value) -> {
            String option = "--" + field.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            if (!Boolean.FALSE.equals(value)) {
              arguments.add(option);
            }
            if (!(value instanceof Boolean)) {
              arguments.add(String.valueOf(value));
            }
          });
      return arguments.toArray(String[]::new);
    }
  }

  /** Both are refused for this reason, say the same, and change nothing. */
  JsonNode refused(Given given, Wish wish, ProblemType type) {
    arrange(given);
    String before = state();

    HttpCaller.Answer answer = ask(wish);
    assertThat(answer.body()).contains(type.uri().toString());
    assertThat(answer.status()).isEqualTo(type.status());
    assertThat(state()).as("after a refusal").isEqualTo(before);

    Result result = command(wish);
    assertThat(result.err())
        .startsWith("lapse: ")
        .endsWith(" (" + type.uri() + ")" + System.lineSeparator())
        .doesNotContain("\tat ");
    assertThat(result.exitCode()).isEqualTo(type.status() == 422 ? 2 : 6);
    assertThat(result.json()).isEqualTo(answer.json());
    assertThat(state()).as("after a refusal").isEqualTo(before);
    return answer.json();
  }

  /** Both are done, with the same document. */
  JsonNode done(Given given, Wish wish) {
    arrange(given);
    HttpCaller.Answer answer = ask(wish);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);

    arrange(given);
    Result result = command(wish);
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.json()).isEqualTo(answer.json());
    return answer.json();
  }

  /** What there is before somebody asks. */
  @FunctionalInterface
  interface Given {
    void arrange();
  }

  /** Over HTTP. */
  HttpCaller.Answer ask(Wish wish) {
    return caller(wish)
        .post(
            "/api/v1/accounts/" + wish.id() + "/" + wish.command(),
            JSON.writeValueAsString(wish.fields()));
  }

  /** On the command line. */
  Result command(Wish wish) {
    return Commands.on(program).run(wish.arguments());
  }

  private HttpCaller caller(Wish wish) {
    List<String> id = List.of(wish.id());
    Map<String, Object> claims =
        switch (wish.by()) {
          case PRIMARY_ADMINISTRATOR ->
              Map.of("roles", List.of("lifecycle"), "primary_administrator_of", id);
          case PROVIDER -> Map.of("roles", List.of("lifecycle"), "provider_of", id);
          case OTHER -> Map.of("roles", List.of("lifecycle", "viewer"));
        };
    return HttpCaller.of(program)
        .with("Authorization", "Bearer " + provider.token("somebody", claims));
  }

  private void arrange(Given given) {
    program.clock.set(SharedProgram.NOW);
    LapseTables.empty(program.lapse);
    given.arrange();
  }

  private String state() {
    return program.inLapse().sql(STATE).query(String.class).single();
  }
}
