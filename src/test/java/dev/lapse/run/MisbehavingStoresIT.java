package dev.lapse.run;

import static dev.lapse.testing.StandInService.Fault.LOGIN_PAGE;
import static dev.lapse.testing.StandInService.Fault.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.account.RefusedByRule;
import dev.lapse.account.lifecycle.LapseRequest;
import dev.lapse.account.lifecycle.ReactivateAccount;
import dev.lapse.account.lifecycle.RecordLapse;
import dev.lapse.account.lifecycle.VouchForAccount;
import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunSummary;
import dev.lapse.run.record.SummarizeRun;
import dev.lapse.testing.Import;
import dev.lapse.testing.MisbehavingStores;
import dev.lapse.testing.StandInS3;
import dev.lapse.testing.StandInService;
import dev.lapse.testing.TestProgram;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whole runs over stores that do not answer as they should. */
class MisbehavingStoresIT {
  private static MisbehavingStores stores;
  private static TestProgram program;

  @BeforeAll
  static void open() {
    stores = new MisbehavingStores();
    program = stores.open();
  }

  @BeforeEach
  void startAnew() {
    stores.startAnew(program);
  }

  @AfterAll
  static void close() {
    program.close();
    stores.close();
  }

  @Test
  void serverThatIgnoresThePrefixLosesNoData() {
    closed(1);
    stores.fill(program, 2, 2, 2, 2);
    program.imports(Import.active(2));
    stores.bucket.misbehave(
        request ->
            request.contains("?versions") ? StandInS3.Fault.PREFIX_IGNORED : StandInS3.Fault.NONE);
    RunSummary run = night();
    assertThat(run.status()).isEqualTo("failed");
    assertThat(run.reasons().keySet()).singleElement().asString().contains("does not answer as S3");
    assertThat(stores.remaining(program, 1)).isEqualTo(all());
    assertThat(stores.remaining(program, 2)).isEqualTo(all());
    assertThat(pointsOfNoReturn()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"LOGIN_PAGE", "EMPTY_BODY", "LIST_OF_OBJECTS"})
  void invalidResponseErasesNoAccount(StandInS3.Fault fault) {
    closed(1);
    stores.bucket.misbehave(
        request -> request.contains("?versions") ? fault : StandInS3.Fault.NONE);
    assertThat(night().status()).isEqualTo("failed");
    assertThat(stores.remaining(program, 1)).isEqualTo(all());
    stores.bucket.behave();
    assertThat(night().status()).isEqualTo("completed");
    assertThat(stores.remaining(program, 1)).isEmpty();
  }

  // who may vouch

  @Test
  void bucketVouchesForNoAccountIfADatabaseListsThem() {
    stores.fill(program, 1, 2, 2, 0);
    program.imports(Import.closed(1));
    program.inProduct().sql("delete from contact").update();
    program.inProduct().sql("delete from account").update();
    RunSummary run = night();
    assertThat(run.status()).isEqualTo("failed");
    assertThat(run.reasons().keySet())
        .containsExactly(
            "failed: no database of the cell knows the account, although store 'files' has data under its id; is its cell right, and are its rows where the catalog says? If its rows are gone and that data is its own, confirm it: lapse account vouch ID --reason TEXT");
    assertThat(stores.remaining(program, 1)).isEqualTo(Map.of("files.objects", 2L));
    assertThat(pointsOfNoReturn()).isEmpty();
  }

  @Test
  void serviceVouchesForNoAccount() {
    stores.service.keeps("1", 5);
    program.imports(Import.closed(1));
    assertThat(night().reasons().keySet())
        .singleElement()
        .asString()
        .contains("although store 'search' has data under its id");
    assertThat(stores.service.kept()).isEqualTo(Map.of("1", 5L));
  }

  @Test
  void vouchIsValidForOneAccountAndOneLapse() {
    withoutRows(1);
    withoutRows(2);
    assertThat(night().status()).isEqualTo("failed");
    vouch("1");
    RunSummary run = night();
    assertThat(run.accounts().done()).isEqualTo(1);
    assertThat(run.reasons().keySet()).singleElement().asString().contains("account vouch ID");
    assertThat(stores.bucket.contents()).containsExactly("accounts/2/0", "accounts/2/1");
    assertThat(stores.service.kept()).containsOnlyKeys("2");
    assertThat(outcome("1").get("rows").get("files.objects").asLong()).isEqualTo(2);
    assertThat(detail("vouched", "1").get("reason").asString()).isEqualTo("ticket 4711");
    assertThat(actorOf("vouched")).isEqualTo("ada");

    // it lapses a second time, with the same id
    stores.fill(program, 1, 0, 2, 0);
    program.inProduct().sql("delete from account").update();
    program.get(ReactivateAccount.class).reactivate("1", true, "test", program.clock.instant());
    program
        .get(RecordLapse.class)
        .close("1", "test", program.clock.instant(), LapseRequest.withoutReason(false, null));
    program.clock.advance(Duration.ofDays(9));
    assertThat(night().accounts().done()).isZero();
    assertThat(stores.bucket.contents()).contains("accounts/1/0");
  }

  @Test
  void refusesToVouchForAnAccountThatADatabaseKnows() {
    closed(1);
    refusesToVouch("1", "known-to-a-database", "account '1' has rows in store 'product'");
    program.inProduct().sql("alter table contact drop constraint contact_account_id_fkey").update();
    program.inProduct().sql("delete from account").update();
    refusesToVouch("1", "known-to-a-database", "account '1' has rows in store 'product'");
    stores.fill(program, 2, 0, 1, 0);
    program.imports(Import.active(2));
    refusesToVouch("2", "not-lapsed", "account '2' has not lapsed");
  }

  @Test
  void refusesToVouchOnceTheErasureBegan() {
    closed(1);
    stores.service.misbehave(request -> request.startsWith("PUT") ? LOGIN_PAGE : NONE);
    assertThat(night().status()).isEqualTo("failed");
    refusesToVouch("1", "being-erased", "the erasure of account '1' began at");
    stores.service.behave();
    assertThat(night().status()).isEqualTo("completed");
    refusesToVouch("1", "already-erased", "account '1' was erased at");
  }

  @Test
  void refusesToVouchWhileAStoreIsUnreachable() {
    withoutRows(1);
    stores.bucket.misbehave(request -> StandInS3.Fault.LOGIN_PAGE);
    refusesToVouch("1", "unavailable", "does not answer as S3");
    stores.bucket.behave();
    vouch("1");
    RunSummary dry = program.run(JobName.PURGE, program.clock.instant(), true);
    assertThat(dry.accounts().done()).as("the dry run believes him too").isEqualTo(1);
  }

  @Test
  void erasureThatBeganProvesThatTheAccountIsKnown() {
    closed(1);
    stores.bucket.misbehave(
        request -> request.startsWith("POST") ? StandInS3.Fault.NO_CODE : StandInS3.Fault.NONE);
    assertThat(night().status()).isEqualTo("failed");
    assertThat(stores.remaining(program, 1)).containsOnlyKeys("files.objects");
    stores.bucket.behave();
    assertThat(night().status()).isEqualTo("completed");
  }

  // the key of a repeated request

  @Test
  void nextNightReusesTheOpenKey() {
    closed(1);
    anErasureIsLeftOpen();
    assertThat(night().status()).isEqualTo("completed");
    assertThat(keys()).hasSize(1);
  }

  @Test
  void anOpenKeyOfAnEarlierLapseIsNotUsed() {
    closed(1);
    anErasureIsLeftOpen();
    program
        .inLapse()
        .sql("update lapse.account set lapse_number = 2, point_of_no_return_at = null")
        .update();
    stores.service.keeps("1", 5);
    program.inProduct().sql("insert into account values (1)").update();
    assertThat(night().status()).isEqualTo("completed");
    assertThat(keys()).hasSize(2);
    assertThat(stores.service.kept()).isEmpty();
  }

  private void anErasureIsLeftOpen() {
    stores.service.misbehave(request -> request.contains("/erasures/") ? LOGIN_PAGE : NONE);
    assertThat(night().status()).isEqualTo("failed");
    stores.service.behave();
  }

  /** Those that the service was asked to erase with. */
  private Set<String> keys() {
    return stores.service.seen().stream()
        .filter(request -> request.startsWith("PUT"))
        .collect(Collectors.toSet());
  }

  // foreseen and not erased

  @Test
  void hiddenObjectsAreNotCalledErased() {
    closed(1);
    stores.bucket.misbehave(
        request ->
            request.contains("?versions") && pointsOfNoReturn().contains("1")
                ? StandInS3.Fault.HIDES
                : StandInS3.Fault.NONE);
    RunSummary hidden = night();
    assertThat(hidden.status()).isEqualTo("failed");
    assertThat(hidden.reasons().keySet())
        .singleElement()
        .asString()
        .startsWith(
            "failed: not verified: store 'files': 2 were expected and 0 erased, but nothing is found any more; a run from ");
    stores.bucket.behave();
    assertThat(night().status()).isEqualTo("completed");
    assertThat(stores.remaining(program, 1)).isEmpty();
    assertThat(outcome("1").get("rows").get("files.objects").asLong()).isEqualTo(2);
  }

  @Test
  void erasedOnceTheCheckAfterThePauseFindsNothing() {
    closed(1);
    stores.bucket.misbehave(
        request -> {
          if (pointsOfNoReturn().contains("1")) {
            stores.bucket.clear();
          }
          return StandInS3.Fault.NONE;
        });
    assertThat(night().status()).isEqualTo("failed");
    program.clock.advance(Duration.ofMinutes(9));
    assertThat(program.run(JobName.PURGE).status()).isEqualTo("failed");
    program.clock.advance(Duration.ofMinutes(1));
    assertThat(program.run(JobName.PURGE).status()).isEqualTo("completed");
  }

  // a stop

  @Test
  void aStopEndsAPlanBetweenTwoPages() {
    closed(1);
    stores.bucket.pageSize(1);
    stores.bucket.misbehave(
        request -> {
          if (request.contains("?versions") && request.contains("accounts%2F1%2F")) {
            askToStop();
          }
          return StandInS3.Fault.NONE;
        });
    RunSummary stopped = night();
    assertThat(stopped.status()).isEqualTo("stopped");
    assertThat(stopped.accounts().due()).isZero();
    assertThat(stores.bucket.seen())
        .filteredOn(request -> request.contains("accounts%2F1%2F"))
        .hasSize(1);
    assertThat(stores.remaining(program, 1)).isEqualTo(all());
    stores.bucket.behave();
    assertThat(night().status()).isEqualTo("completed");
  }

  @Test
  void stopDuringThePreviewLeavesTheAccountUnchanged() {
    closed(1);
    stores.bucket.pageSize(1);
    stores.bucket.misbehave(
        request -> {
          if (request.contains("?versions") && isPlanned()) {
            askToStop();
          }
          return StandInS3.Fault.NONE;
        });
    assertThat(night().status()).isEqualTo("stopped");
    assertThat(stores.remaining(program, 1)).isEqualTo(all());
    assertThat(pointsOfNoReturn()).isEmpty();
    stores.bucket.behave();
    assertThat(night().status()).isEqualTo("completed");
    assertThat(stores.remaining(program, 1)).isEmpty();
  }

  @Test
  void aStopWhileAStoreErasesLeavesTheRestToTheNextRun() {
    closed(1);
    stores.bucket.pageSize(1);
    stores.bucket.misbehave(
        request -> {
          if (request.contains("?versions") && pointsOfNoReturn().contains("1")) {
            askToStop();
          }
          return StandInS3.Fault.NONE;
        });
    RunSummary stopped = night();
    assertThat(stopped.status()).isEqualTo("stopped");
    assertThat(stopped.reasons()).isEmpty();
    assertThat(stores.remaining(program, 1)).containsOnlyKeys("files.objects");
    stores.bucket.behave();
    assertThat(night().status()).isEqualTo("completed");
    assertThat(stores.remaining(program, 1)).isEmpty();
  }

  // counts

  @Test
  void evidenceMarksTheCountOfAService() {
    closed(1);
    RunSummary run = night();
    assertThat(run.status()).isEqualTo("completed");
    assertThat(run.countedByService()).containsExactly("search.account");
    assertThat(SummarizeRun.over(List.of(run, run)).countedByService())
        .containsExactly("search.account");
    assertThat(outcome("1").get("countedByService")).hasToString("[\"search.account\"]");
  }

  @ParameterizedTest
  @EnumSource(names = {"HUGE", "WRONG_TYPES", "LOGIN_PAGE"})
  void evidenceAndRunAgreeOnWhatIsGone(StandInService.Fault fault) {
    closed(1);
    stores.service.misbehave(
        request ->
            request.startsWith("GET /accounts/1") && pointsOfNoReturn().contains("1")
                ? fault
                : StandInService.Fault.NONE);
    RunSummary run = night();
    assertThat(run.status()).isEqualTo("failed");
    JsonNode failed = detail("erasure-failed", "1");
    assertThat(run.sets()).isEqualTo(all());
    all().forEach((set, rows) -> assertThat(failed.get("rows").get(set).asLong()).isEqualTo(rows));
    assertThat(failed.get("countedByService")).hasToString("[\"search.account\"]");
    assertThat(failed.get("error").asString()).doesNotContain("Exception");
  }

  /** As after somebody deleted the rows by hand. */
  private void withoutRows(long id) {
    stores.fill(program, id, 0, 2, 2);
    program.imports(Import.closed(id));
    program.inProduct().sql("delete from account").update();
  }

  private void vouch(String id) {
    program.get(VouchForAccount.class).vouch(id, "ticket 4711", "ada", program.clock.instant());
  }

  private void refusesToVouch(String id, String rule, String why) {
    assertThatThrownBy(() -> vouch(id))
        .isInstanceOfSatisfying(
            RefusedByRule.class, refused -> assertThat(refused.rule()).isEqualTo(rule))
        .hasMessageContaining(why);
    assertThat(
            program
                .inLapse()
                .sql("select count(*) from lapse.evidence where kind = 'vouched'")
                .query(Long.class)
                .single())
        .isZero();
  }

  private String actorOf(String kind) {
    return program
        .inLapse()
        .sql("select actor from lapse.evidence where kind = :kind")
        .param("kind", kind)
        .query(String.class)
        .single();
  }

  private void closed(long id) {
    stores.fill(program, id, 2, 2, 2);
    program.imports(Import.closed(id));
  }

  private static Map<String, Long> all() {
    return Map.of(
        "product.public.account",
        1L,
        "product.public.contact",
        2L,
        "files.objects",
        2L,
        "search.account",
        2L);
  }

  private RunSummary night() {
    program.clock.advance(Duration.ofDays(1));
    return program.run(JobName.PURGE);
  }

  private void askToStop() {
    program
        .inLapse()
        .sql("update lapse.run set stop_requested_by = 'test' where status = 'running'")
        .update();
  }

  private boolean isPlanned() {
    return program
        .inLapse()
        .sql("select exists (select from lapse.plan_item)")
        .query(Boolean.class)
        .single();
  }

  private List<String> pointsOfNoReturn() {
    return program
        .inLapse()
        .sql("select id from lapse.account where point_of_no_return_at is not null")
        .query(String.class)
        .list();
  }

  private JsonNode outcome(String account) {
    return detail("erasure-outcome", account);
  }

  private JsonNode detail(String kind, String account) {
    return new JsonMapper()
        .readTree(
            program
                .inLapse()
                .sql(
                    "select detail::text from lapse.evidence where kind = :kind and account_id = :id")
                .param("kind", kind)
                .param("id", account)
                .query(String.class)
                .single());
  }
}
