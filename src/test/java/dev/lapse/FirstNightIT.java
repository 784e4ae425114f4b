package dev.lapse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.Commands;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Does what {@code docs/first-night.md} says, in its order, on a product with a backlog of years;
 * the answers that stand there are the answers.
 */
class FirstNightIT {
  private static final Path GUIDE = Path.of("docs/first-night.md");
  private static final Pattern BLOCK =
      Pattern.compile("```(sh|yaml|text|sql)\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)");
  private static final String ENFORCE = "LAPSE_MODE=enforce ";

  /** Who enters the commands in the guide. */
  private static final String OPERATOR = "anna";

  private static final Instant FIRST = Instant.parse("2023-11-10T09:30:00Z");
  private static TestProgram program;

  @TempDir Path folder;

  @BeforeAll
  static void open() {
    TestProgram.Setup setup =
        TestProgram.at("2026-11-10T00:00:00Z")
            .product(SharedProgram.TABLES)
            .sets(SharedProgram.SETS);
    for (String job : List.of("remove-billing-details", "cut-off", "purge", "expire")) {
      setup.file(job + ".yaml", "zone: UTC\n"); // all else as packaged
    }
    program = setup.open();
    SharedProgram.fill(program, 1_000);
  }

  @AfterAll
  static void close() {
    System.clearProperty("LAPSE_MODE");
    program.close();
  }

  @Test
  void itsCommandsAnswerAsItSays() throws IOException {
    Files.writeString(folder.resolve("accounts.jsonl"), accounts());
    List<String> said = List.of();
    for (MatchResult block : BLOCK.matcher(Files.readString(GUIDE)).results().toList()) {
      String text = block.group(2);
      switch (block.group(1)) {
        case "sh" -> said = commands(text);
        case "yaml" ->
            program.restartedWith(
                Map.of(
                    Path.of(text.lines().findFirst().orElseThrow()).getFileName().toString(),
                    text));
        case "sql" -> {
          restore();
          program.lapse.run(text);
        }
        default -> compare(lines(text.replace(OPERATOR, System.getProperty("user.name"))), said);
      }
    }
    assertThat(
            program
                .inProduct()
                .sql("select count(*) from account where id = 1")
                .query(Long.class)
                .single())
        .isZero();
  }

  /** The guide leaves lines out, but shows those it has in full. */
  private static void compare(List<String> written, List<String> said) {
    assertThat(said).containsAll(written);
  }

  private List<String> commands(String text) {
    List<String> said = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (!line.contains(" serve")) {
        program.clock.advance(Duration.ofMinutes(1));
        said.addAll(run(line));
      }
    }
    return said;
  }

  private List<String> run(String line) {
    boolean enforce = line.startsWith(ENFORCE);
    System.setProperty("LAPSE_MODE", enforce ? "enforce" : "observe");
    program.restartedWith(Map.of());
    String[] command = line.replace(ENFORCE, "").split("  # exit code ");
    Commands.Result result =
        Commands.on(program)
            .run(words(command[0].replaceFirst("^lapse ", "")).toArray(String[]::new));
    assertThat(result.exitCode())
        .as(line + "\n" + result.out() + result.err())
        .isEqualTo(command.length == 1 ? 0 : Integer.parseInt(command[1].strip()));
    if (Boolean.getBoolean("lapse.print")) {
      System.out.println("$ " + line + "\n" + result.out());
    }
    return lines(result.out());
  }

  private List<String> words(String line) {
    return Pattern.compile("\"([^\"]*)\"|(\\S+)")
        .matcher(line)
        .results()
        .map(word -> word.group(1) == null ? word.group(2) : word.group(1))
        .map(word -> word.equals("accounts.jsonl") ? folder.resolve(word).toString() : word)
        .toList();
  }

  /** Spaces only align. */
  private static List<String> lines(String text) {
    return text.lines()
        .map(line -> line.strip().replaceAll(" +", " "))
        .filter(line -> !line.isEmpty() && !line.equals("…"))
        .toList();
  }

  /** Closed, paused with the wish to keep the data, and ended trials, over three years. */
  private static String accounts() {
    return IntStream.rangeClosed(1, 1_000)
        .mapToObj(
            id -> {
              if (id > 300) {
                return line(id, "direct", "\"state\":\"active\"");
              }
              String lapsedAt = ",\"lapsedAt\":\"" + FIRST.plus(Duration.ofDays(days(id))) + "\"";
              return id <= 200
                  ? line(id, "direct", "\"state\":\"closed\"" + lapsedAt)
                  : id <= 260
                      ? line(id, "direct", "\"state\":\"paused\",\"retainData\":true" + lapsedAt)
                      : line(id, "trial", "\"state\":\"trial-ended\"" + lapsedAt);
            })
        .collect(Collectors.joining());
  }

  private static int days(int id) {
    return id <= 200 ? id * 1_093 / 200 : id <= 260 ? (id - 200) * 18 : (id - 260) * 27;
  }

  private static String line(int id, String kind, String rest) {
    return "{\"id\":\"%d\",\"kind\":\"%s\",%s}\n".formatted(id, kind, rest);
  }

  /** Account 1 is there again. */
  private static void restore() {
    program.product.run(
        """
        insert into account values (1, 'name 1');
        insert into contact values (11, 1, 'who1-1@example.org'), (12, 1, 'who1-2@example.org');
        """);
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    assertThat(
            LINK.matcher(Files.readString(GUIDE))
                .results()
                .map(link -> link.group(1))
                .filter(link -> !Files.exists(GUIDE.resolveSibling(link))))
        .isEmpty();
  }
}
