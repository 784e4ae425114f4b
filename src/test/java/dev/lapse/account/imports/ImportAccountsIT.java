package dev.lapse.account.imports;

import static dev.lapse.testing.SharedProgram.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.account.Account;
import dev.lapse.account.Accounts;
import dev.lapse.account.lifecycle.ReactivateAccount;
import dev.lapse.policy.AccountKind;
import dev.lapse.policy.AccountState;
import dev.lapse.problem.WrongFields;
import dev.lapse.testing.Import;
import dev.lapse.testing.LapseTables;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An import takes valid lines, reports invalid ones, and removes nothing. */
class ImportAccountsIT {
  private final TestProgram program = SharedProgram.knowingNothing();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nonsense | not a JSON object",
        "[] | not a JSON object",
        "{\"id\":\"1\" | not a JSON object",
        "{\"kind\":\"direct\",\"state\":\"active\"} | 'id' is missing",
        "{\"id\":\"1\",\"state\":\"active\"} | 'kind' is missing",
        "{\"id\":\"1\",\"kind\":\"direct\"} | 'state' is missing",
        "{\"id\":1,\"kind\":\"direct\",\"state\":\"active\"} | 'id' must be a text in quotes",
        "{\"id\":\" \",\"kind\":\"direct\",\"state\":\"active\"} | 'id' must be a text in quotes",
        "{\"id\":\"\\u0000\",\"kind\":\"direct\",\"state\":\"active\"} | NUL",
        "{\"id\":\"1\",\"kind\":\"directt\",\"state\":\"active\"} | must be one of direct, trial, resold",
        "{\"id\":\"1\",\"kind\":\"direct\",\"state\":\"gone\"} | must be one of active, paused, closed, trial-ended",
        "{\"id\":\"1\",\"kind\":\"direct\",\"state\":\"closed\"} | 'lapsedAt' is missing",
        "{\"id\":\"1\",\"kind\":\"direct\",\"state\":\"closed\",\"lapsedAt\":\"yesterday\"} | must be an instant",
        "{\"id\":\"1\",\"kind\":\"direct\",\"state\":\"closed\",\"lapsedAt\":\"2026-11-01\"} | must be an instant",
        "{\"id\":\"1\",\"kind\":\"direct\",\"state\":\"closed\",\"lapsedAt\":\"2026-11-10T00:05:01Z\"} | in the future",
        "{\"id\":\"1\",\"kind\":\"direct\",\"state\":\"closed\",\"lapsedAt\":\"1969-12-31T23:59:59Z\"} | before 1970",
        "{\"id\":\"1\",\"kind\":\"direct\",\"state\":\"active\",\"lapsedAt\":\"2026-11-01T00:00:00Z\"} | is active",
        "{\"id\":\"1\",\"kind\":\"direct\",\"state\":\"active\",\"timeZone\":\"Europe/Pari\"} | Europe/Paris",
        "{\"id\":\"1\",\"kind\":\"direct\",\"state\":\"active\",\"retainData\":\"yes\"} | must be true or false",
        "{\"id\":\"1\",\"kind\":\"direct\",\"state\":\"active\",\"cell\":\"mian\"} | main",
        "{\"id\":\"1\",\"kind\":\"direct\",\"state\":\"active\",\"nam\":\"x\"} | 'name'",
        "{\"id\":\"1\",\"kind\":\"resold\",\"state\":\"paused\",\"lapsedAt\":\"2026-11-01T00:00:00Z\"} | cannot be paused",
        "{\"id\":\"1\",\"kind\":\"direct\",\"state\":\"trial-ended\",\"lapsedAt\":\"2026-11-01T00:00:00Z\"} | only a trial",
        "{\"id\":\"1\",\"kind\":\"direct\",\"state\":\"closed\",\"retainData\":true,\"lapsedAt\":\"2026-11-01T00:00:00Z\"}"
            + " | can choose to keep its data",
      })
  void rejectsBadLineWithItsNumberAndImportsTheOthers(String line, String reason) {
    ImportResult result = program.imports(Import.active(7) + "\n" + line + "\n" + Import.active(8));

    assertThat(result.added()).isEqualTo(2);
    assertThat(result.rejected())
        .singleElement()
        .satisfies(
            rejected -> {
              assertThat(rejected.line()).isEqualTo(3);
              assertThat(rejected.reason()).contains(reason);
            });
  }

  @Test
  void idOfAnotherCellIsRefused() throws IOException {
    program.imports(Import.active(1));

    ImportResult result =
        program
            .get(ImportAccounts.class)
            .read(
                ImportText.of(Import.line("1", "\"state\":\"active\",\"cell\":\"eu\"")),
                List.of("main", "eu"),
                "test",
                NOW);

    assertThat(result.rejected())
        .singleElement()
        .extracting(ImportResult.Rejected::reason)
        .asString()
        .contains("already exists in cell 'main'");
    assertThat(known().cell()).isEqualTo("main");
  }

  @Test
  void secondImportNeverShortensADeadline() {
    program.imports(Import.expired(1));
    Account before = known();

    ImportResult earlier =
        program.imports(
            Import.line("1", "\"state\":\"closed\",\"lapsedAt\":\"2025-01-01T00:00:00Z\""));

    assertThat(earlier.unchanged()).isEqualTo(1);
    assertThat(known()).isEqualTo(before);

    program.imports(Import.closed(1));

    assertThat(known().deadlines().erasure())
        .isAfterOrEqualTo(before.deadlines().erasure())
        .isEqualTo(Instant.parse("2026-11-06T00:00:00Z"));
    assertThat(known().lapseNumber()).isEqualTo(2);
  }

  @Test
  void namesTheFirstAccountsAndWhatChanged() {
    program.imports(Import.active(1, 2, 3));

    ImportResult result =
        program.imports(
            Import.line("1", "\"state\":\"closed\",\"lapsedAt\":\"2026-11-01T00:00:00Z\"")
                    .replace("name 1", "Ada Ltd")
                + Import.active(2, 3)
                + Import.active(11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21));

    assertThat(result.addedAccounts()).hasSize(ImportResult.NAMED).startsWith("11").endsWith("20");
    assertThat(result.added()).isEqualTo(11);
    assertThat(result.changedAccounts())
        .containsExactly(
            new ImportResult.ChangedAccount("1", List.of("name", "state", "lapsedAt")));
    assertThat(result.unchangedAccounts()).containsExactly("2", "3");
  }

  @Test
  void secondImportIsANoOp() {
    program.imports(Import.closed(1));
    Account before = known();

    assertThat(program.imports(Import.closed(1)))
        .isEqualTo(
            new ImportResult(1, 0, 0, 1, List.of(), List.of(), List.of(), List.of(), List.of("1")));
    assertThat(known()).isEqualTo(before);
  }

  @Test
  void importNeverReactivates() {
    program.imports(Import.closed(1));

    ImportResult result = program.imports(Import.active(1, 2));

    assertThat(known().state()).isEqualTo(AccountState.CLOSED);
    assertThat(result.added()).isEqualTo(1);
    assertThat(result.unchanged()).isZero();
    assertThat(result.contradicting())
        .containsExactly(
            new ImportResult.Rejected(
                1,
                "account '1' has been closed since 2026-11-01T00:00:00Z, but it is said to be active; an import never reactivates: reactivate the account, or correct what is imported"));
  }

  @Test
  void kindThatCannotBePausedContradictsAPause() {
    program.imports(Import.expired(1));

    ImportResult result =
        program.imports(
            "{\"id\":\"1\",\"kind\":\"trial\",\"state\":\"closed\",\"lapsedAt\":\"2026-11-09T00:00:00Z\"}");

    assertThat(result.contradicting())
        .singleElement()
        .extracting(ImportResult.Rejected::reason)
        .asString()
        .contains("has been paused since", "said to be trial", "a trial cannot be paused");
    assertThat(known().kind()).isEqualTo(AccountKind.DIRECT);
    assertThat(known().state()).isEqualTo(AccountState.PAUSED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"state\":\"active\" | \"state\":\"closed\",\"lapsedAt\":\"2026-11-01T00:00:00Z\" | 1",
        "\"state\":\"closed\",\"lapsedAt\":\"2026-11-01T00:00:00Z\" | \"state\":\"active\" | 1",
        "\"state\":\"closed\",\"lapsedAt\":\"2026-11-02T00:00:00Z\" | \"state\":\"closed\",\"lapsedAt\":\"2026-11-01T00:00:00Z\" | 1",
        "\"state\":\"active\" | \"state\":\"active\" | 0",
        "\"state\":\"paused\",\"lapsedAt\":\"2026-11-01T00:00:00Z\" | \"state\":\"closed\",\"lapsedAt\":\"2026-11-02T00:00:00Z\" | 0",
      })
  void linesOfOneFileContradictEachOther(String first, String second, int contradicting) {
    ImportResult result = program.imports(Import.line("1", first) + Import.line("1", second));

    assertThat(result.added()).isEqualTo(1);
    assertThat(result.contradicting()).hasSize(contradicting);
    assertThat(result.contradicting())
        .allSatisfy(
            line -> {
              assertThat(line.line()).isEqualTo(2);
              assertThat(line.reason()).startsWith("line 1 says that account '1' is ");
            });
  }

  @Test
  void lapseFromBeforeTheReactivationIsOld() {
    program.imports(Import.closed(1));
    program
        .get(ReactivateAccount.class)
        .reactivate("1", false, "test", Instant.parse("2026-11-02T00:00:00Z"));

    assertThat(program.imports(Import.closed(1)).unchanged()).isEqualTo(1);
    assertThat(known().state()).isEqualTo(AccountState.ACTIVE);

    program.imports(
        Import.line("1", "\"state\":\"closed\",\"lapsedAt\":\"2026-11-02T00:00:00.000001Z\""));
    assertThat(known().state()).isEqualTo(AccountState.CLOSED);
  }

  @Test
  void nothingIsImportedAgainPastThePointOfNoReturn() {
    program.imports(Import.closed(1));
    program.lapse.run("update lapse.account set point_of_no_return_at = now(), name = null");

    program.imports(Import.line("1", "\"state\":\"closed\",\"lapsedAt\":\"2026-11-09T00:00:00Z\""));

    assertThat(known().name()).isNull();
    assertThat(known().lapseNumber()).isEqualTo(1);
  }

  @Test
  void nanosecondsAreRoundedUp() {
    program.imports(
        Import.line("1", "\"state\":\"closed\",\"lapsedAt\":\"2026-11-01T00:00:00.000000001Z\""));

    assertThat(known().lapsedAt()).isEqualTo(Instant.parse("2026-11-01T00:00:00.000001Z"));
    assertThat(known().deadlines().cutOff())
        .isEqualTo(Instant.parse("2026-11-06T00:00:00.000001Z"));
  }

  @Test
  void csvIsTakenAsJsonIs() throws IOException {
    ImportResult result =
        csv(
            """
            \ufeffid,kind,name,state,lapsedAt,retainData,timeZone
            1,direct,"Sea, and sand",paused,2026-11-01T00:00:00Z,true,Europe/Paris

            2, trial ,,active,,,
            """);

    assertThat(result)
        .isEqualTo(
            new ImportResult(
                2, 2, 0, 0, List.of(), List.of(), List.of("1", "2"), List.of(), List.of()));
    Account csv = known();
    assertThat(csv.name()).isEqualTo("Sea, and sand");
    LapseTables.empty(program.lapse);
    program.imports(
        "{\"id\":\"1\",\"kind\":\"direct\",\"name\":\"Sea, and sand\",\"state\":\"paused\",\"lapsedAt\":\"2026-11-01T00:00:00Z\",\"retainData\":true,\"timeZone\":\"Europe/Paris\"}");
    assertThat(known()).isEqualTo(csv);
  }

  @Test
  void csvIsTakenAsPsqlWritesIt() throws IOException {
    ImportResult result =
        csv(
            """
            id,kind,state,lapsedAt,retainData
            1,direct,paused,2026-11-01 05:30:00.449276+05:30,t
            2,direct,closed,2026-11-01 00:00:00+00,f
            3,direct,closed,2026-11-01 00:00:00,f
            """);

    assertThat(result.added()).isEqualTo(2);
    assertThat(known().lapsedAt()).isEqualTo("2026-11-01T00:00:00.449276Z");
    assertThat(known().retainData()).isTrue();
    assertThat(result.rejected())
        .singleElement()
        .extracting(ImportResult.Rejected::reason)
        .asString()
        .startsWith("'lapsedAt' is '2026-11-01 00:00:00', but must be an instant");
  }

  @ParameterizedTest
  @CsvSource({
    // what is known, what is imported, and what counts then: the later of both
    "2026-11-01T09:30:00Z,2026-11-01T09:30:00.449276Z,2026-11-01T09:30:00.449276Z",
    "2026-11-01T09:30:00.449276Z,2026-11-01T09:30:00Z,2026-11-01T09:30:00.449276Z",
    "2026-11-01T09:30:01Z,2026-11-01T09:30:00.949276Z,2026-11-01T09:30:01Z",
    "2026-11-01T09:30:00.949276Z,2026-11-01T09:30:01Z,2026-11-01T09:30:01Z",
    "2026-11-01T09:30:00.449Z,2026-11-01T09:30:00.449276Z,2026-11-01T09:30:00.449276Z"
  })
  void roundedInstantIsTheSameLapseAndNothingIsEarly(String known, String imported, String counts) {
    program.imports(Import.line("1", "\"state\":\"closed\",\"lapsedAt\":\"" + known + "\""));
    program.lapse.run("update lapse.account set cut_off_at = now(), billing_removed_at = now()");

    program.imports(Import.line("1", "\"state\":\"closed\",\"lapsedAt\":\"" + imported + "\""));

    Account after = known();
    assertThat(after.lapseNumber()).isEqualTo(1);
    assertThat(after.lapsedAt()).isEqualTo(counts);
    assertThat(after.deadlines().purge()).isEqualTo(Instant.parse(counts).plus(Duration.ofDays(5)));
    assertThat(after.cutOffAt()).isNotNull();
    assertThat(after.billingRemovedAt()).isNotNull();
  }

  @Test
  void otherInstantWithinTheSecondIsAnotherLapse() {
    program.imports(
        Import.line("1", "\"state\":\"closed\",\"lapsedAt\":\"2026-11-01T09:30:00.1Z\""));
    program.imports(
        Import.line("1", "\"state\":\"closed\",\"lapsedAt\":\"2026-11-01T09:30:00.2Z\""));

    assertThat(known().lapseNumber()).isEqualTo(2);
  }

  @Test
  void rejectsBadCsvLineWithItsNumberAndImportsTheOthers() throws IOException {
    ImportResult result =
        csv(
            """
            id,kind,state,retainData,name
            1,direct,active,,
            2,dirct,active,,

            3,direct,active,yes,
            4,direct,active
            5,direct,active,,"two
            lines"
            6,direct,gone,,"three
            more
            lines"
            7,direct,active,,
            8,direct,active,,"left open
            """);

    assertThat(result.added()).isEqualTo(3);
    assertThat(result.rejected().stream().map(one -> one.line() + ": " + one.reason()))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .isEqualTo("3: 'kind' is 'dirct', but must be one of direct, trial, resold"),
            line ->
                assertThat(line).isEqualTo("5: 'retainData' is 'yes', but must be true or false"),
            line -> assertThat(line).isEqualTo("6: has 3 values, but the first line has 5 columns"),
            line -> assertThat(line).startsWith("9: 'state' is 'gone'"),
            line -> assertThat(line).contains("cannot be read, nor can the lines after it"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id,kind,stat | did you mean 'state'?",
        "id,kind,id | appears twice",
        "id;kind;state | separated by ';'; separate them by commas",
        "id\tkind\tstate | separated by tabs; separate them by commas",
      })
  void csvWithoutAHeaderThatNamesTheColumnsIsRefused(String header, String reason) {
    assertThatThrownBy(() -> csv(header + "\n1,direct,active\n"))
        .isInstanceOf(WrongFields.class)
        .hasMessageContaining("line 1")
        .hasMessageContaining(reason);
  }

  @Test
  void quoteThatIsLeftOpenIsRefusedWithoutHoldingTheRest() {
    assertThatThrownBy(
            () -> csv("id,kind,state,name\n1,direct,active,\"open\n" + "x,y\n".repeat(300_000)))
        .isInstanceOfSatisfying(
            UnreadableImport.class, wrong -> assertThat(wrong.line()).isEqualTo(2))
        .hasMessageContaining("is a line break or a quote missing?; nothing was imported");
  }

  @Test
  void emptyCsvIsRefused() {
    assertThatThrownBy(() -> csv(""))
        .hasMessageContaining("line 1")
        .hasMessageContaining("is empty");
  }

  private ImportResult csv(String text) throws IOException {
    return program
        .get(ImportAccounts.class)
        .readCsv(ImportText.of(text), List.of("main"), "test", NOW);
  }

  private Account known() {
    return program.get(Accounts.class).find("1", NOW).orElseThrow();
  }
}
