package dev.lapse.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.account.Accounts;
import dev.lapse.testing.Commands;
import dev.lapse.testing.Commands.Result;
import dev.lapse.testing.Import;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the commands for one account print. */
class AccountCommandsIT {
  private final TestProgram program = SharedProgram.knowingNothing();
  private final Commands commands = Commands.on(program);
  @TempDir Path folder;

  @Test
  void closePrintsTheAccountAndItsConfirmation() {
    program.imports(Import.active(1));

    Result closed = commands.run("account", "close", "1", "--reason", "too dear");

    assertThat(closed.exitCode()).as(closed.err()).isZero();
    assertThat(closed.out())
        .contains("state                 closed")
        .contains("reason                too dear")
        .contains(
            "Until 15 November 2026 at 00:00 (UTC) everything works as before, and data can be downloaded.")
        .doesNotContain("holds");
  }

  @Test
  void confirmsInFrench() {
    program.imports(Import.active(1));

    assertThat(commands.run("account", "pause", "1", "--reason", "x", "--language", "fr").out())
        .contains("Le compte est en pause depuis le 10 novembre 2026 à 00 h 00 (UTC).");
    assertThat(
            commands
                .run("account", "reactivate", "1", "--billing-token", "t", "--language", "fr")
                .out())
        .contains("Le compte est rétabli, avec toutes ses données.");
  }

  /** What HTTP refuses, commands refuse: before they change anything. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "account pause 1 --reason _ | --reason: 'reason' must be a text that is not empty",
        "account close 1 --reason _ | --reason: 'reason' must be a text that is not empty",
        "account hold 1 --reason _ | --reason: 'reason' must be a text that is not empty",
        "account hold 1 --reason x --name _ | --name: 'name' must be a text that is not empty",
        "account hold 1 --reason x --name LONG | --name: 'name' has 300 characters, but may have at most 200",
        "account hold 1 --reason x --until +294277-01-01T00:00:00Z | is not in the years 1 to 9999",
        "account release 1 --name LONG | --name: 'name' has 300 characters",
        "account vouch 1 --reason _ | --reason: 'reason' must be a text that is not empty",
        "account forget 1 --reason _ | --reason: 'reason' must be a text that is not empty",
        "account release 1 --reason _ | --reason: 'reason' must be a text that is not empty",
        "stop 1 --reason _ | --reason: 'reason' must be a text that is not empty",
        "reject 1 --reason _ | --reason: 'reason' must be a text that is not empty",
        "rerun 1 --reason _ | --reason: 'reason' must be a text that is not empty",
        "approve 1 --reason _ | --reason: 'reason' must be a text that is not empty",
        "run purge --dry-run --as-of +999999999-01-01 | is not in the years 1 to 9999",
      })
  void commandTakesTheSameRulesAsHttp(String command, String why) {
    program.imports(Import.active(1));
    String[] arguments = command.replace("LONG", "x".repeat(300)).split(" ");
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = arguments[i].equals("_") ? " " : arguments[i];
    }

    Result refused = commands.run(arguments);

    assertThat(refused.exitCode()).as(refused.err()).isEqualTo(2);
    assertThat(refused.err()).contains(why);
    assertThat(program.get(Accounts.class).find("1", SharedProgram.NOW).orElseThrow().holds())
        .isEmpty();
  }

  @Test
  void showsHostileNamesAndReasonsHarmlessly() {
    program.imports(
        "{\"id\":\"1\",\"name\":\"A\\u001b[2J\\nerased\",\"kind\":\"direct\",\"state\":\"active\"}");

    Result closed = commands.run("account", "close", "1", "--reason", "x\u001b]0;y\u0007\nz");
    Result unknown = commands.run("account", "show", "\u001b[31m\n2");

    assertThat(closed.out())
        .contains("A\\u001b[2J\\u000aerased", "x\\u001b]0;y\\u0007\\u000az")
        .doesNotContain("\u001b", "\u0007");
    assertThat(unknown.err()).contains("\\u001b[31m\\u000a2").doesNotContain("\u001b");
  }

  @Test
  void importRefusesOtherEncodingsFromFileAndStandardInput() throws IOException {
    byte[] latin1 =
        (Import.active(1) + Import.line("caf\u00e9", "\"state\":\"active\""))
            .getBytes(StandardCharsets.ISO_8859_1);
    Path file = Files.write(folder.resolve("accounts.jsonl"), latin1);

    Result fromFile = commands.run("import", file.toString());
    InputStream terminal = System.in;
    Result fromInput;
    try {
      System.setIn(new ByteArrayInputStream(latin1));
      fromInput = commands.run("import", "-");
    } finally {
      System.setIn(terminal);
    }

    assertThat(fromFile.exitCode()).isEqualTo(2);
    assertThat(fromFile.err())
        .isEqualTo(
            "lapse: %s:2: is not UTF-8; save the file as UTF-8; nothing was imported%n"
                .formatted(file));
    assertThat(fromInput.exitCode()).isEqualTo(2);
    assertThat(fromInput.err()).startsWith("lapse: -:2: is not UTF-8");
  }

  @Test
  void importNamesContradictionsAndExitsWithThree() throws IOException {
    program.imports(Import.closed(1));
    Path file = Files.writeString(folder.resolve("accounts.jsonl"), Import.active(1, 2));

    Result imported = commands.run("import", file.toString());

    assertThat(imported.exitCode()).isEqualTo(3);
    assertThat(imported.out())
        .contains(
            "2 lines: 1 accounts added, 0 changed, 0 unchanged, 0 lines rejected, 1 contradict what Lapse knows");
    assertThat(imported.err()).contains(file + ":1: account '1' has been closed since");
  }

  @Test
  void importNamesWhatItChanged() throws IOException {
    program.imports(Import.active(1, 2));
    Path file =
        Files.writeString(
            folder.resolve("accounts.jsonl"), Import.closed(1) + Import.active(2, 10, 11));

    assertThat(commands.run("import", file.toString()).out())
        .isEqualToNormalizingNewlines(
            """
            4 lines: 2 accounts added, 1 changed, 1 unchanged, 0 lines rejected
              added      10, 11
              changed    1 (state, lapsedAt)
              unchanged  2
            """);
  }

  @Test
  void refusalEndsWithItsTypeAndIsADocumentWhereOneIsAskedFor() {
    program.imports(Import.closed(1));

    Result table = commands.run("account", "close", "1");
    Result json = commands.run("account", "close", "1", "-o", "json");

    assertThat(table.exitCode()).isEqualTo(ExitCode.REFUSED_BY_RULE);
    assertThat(table.out()).isEmpty();
    assertThat(table.err())
        .isEqualToIgnoringNewLines(
            "lapse: account '1' has been closed since 2026-11-01T00:00:00Z (urn:lapse:problem:already-lapsed)");
    assertThat(json.exitCode()).isEqualTo(ExitCode.REFUSED_BY_RULE);
    assertThat(json.json().get("type").stringValue()).isEqualTo("urn:lapse:problem:already-lapsed");
    assertThat(json.json().get("status").intValue()).isEqualTo(409);
  }

  @Test
  void unknownAccountIsWrongUsageWithItsType() {
    Result unknown = commands.run("account", "show", "9", "-o", "json");

    assertThat(unknown.exitCode()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(unknown.json().get("type").stringValue())
        .isEqualTo("urn:lapse:problem:unknown-account");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "close 1 --requester admin | must be one of primary-administrator, provider, other",
        "close 1 --language de | must be en or fr",
        "close 1 --lapsed-at yesterday | neither an instant",
        "close 1 --lapsed-at 2026-11-08 | 24 hours ago",
        "close 1 --lapsed-at 2026-11-11 | in the future",
        "pause 1 --reason x --expected-length P0D | must be a period such as P3M",
        "hold 1 --reason x --until 2026-11-10 | would have no effect"
      })
  void reportsWrongOptionInASentence(String arguments, String sentence) {
    program.imports(Import.active(1));

    Result refused = commands.run(("account " + arguments).split(" "));

    assertThat(refused.exitCode()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(refused.err()).startsWith("lapse: ").contains(sentence).doesNotContain("\tat ");
    assertThat(commands.run("account", "show", "1", "-o", "json").json().get("state").stringValue())
        .isEqualTo("active");
  }

  @Test
  void importTakesCsvByNameOrByFormat() throws IOException {
    String text = "id,kind,state\n1,direct,active\n2,direct,gone\n";
    Path csv = Files.writeString(folder.resolve("accounts.CSV"), text);
    Path other = Files.writeString(folder.resolve("accounts.txt"), text);

    Result byName = commands.run("import", csv.toString());
    assertThat(byName.exitCode()).isEqualTo(ExitCode.PARTLY_DONE);
    assertThat(byName.out()).contains("2 lines: 1 accounts added");
    assertThat(byName.err()).contains(csv + ":3: 'state' is 'gone'");
    assertThat(commands.run("import", other.toString(), "--format", "csv").out())
        .contains("1 unchanged");
    assertThat(commands.run("import", other.toString()).err()).contains(other + ":1: not a JSON");

    InputStream input = System.in;
    try {
      System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
      assertThat(commands.run("import", "-", "--format", "csv").out()).contains("1 unchanged");
    } finally {
      System.setIn(input);
    }
  }

  @Test
  void csvWithAWrongHeaderIsWrongUsage() throws IOException {
    Path csv = Files.writeString(folder.resolve("a.csv"), "id,kind,stat\n1,direct,active\n");

    Result refused = commands.run("import", csv.toString());

    assertThat(refused.exitCode()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(refused.err()).contains("line 1").contains("did you mean 'state'?");
  }
}
