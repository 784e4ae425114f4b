package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.testing.Installation;
import dev.lapse.testing.LapseProcess;
import dev.lapse.testing.LapseProcess.Result;
import dev.lapse.testing.S3Server;
import dev.lapse.testing.ThreeStores;
import dev.lapse.testing.UnreliableWay;
import dev.lapse.testing.UnreliableWay.What;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A process that dies between two stores, or between an action and its record. */
class KillBetweenStoresIT {
  private static final String[] PURGE = {"run", "purge", "--as-of", "2024-02-01", "-o", "json"};
  private static final JsonMapper JSON = new JsonMapper();

  private static Outcome undisturbed;

  /** Where the process waits when it is killed. */
  private enum Moment {
    DATABASE_DONE_SERVICE_NOT(stores -> stores.toService, "PUT", What.IS_HELD),
    SERVICE_DONE_UNKNOWN_TO_LAPSE(stores -> stores.toService, "PUT", What.HAS_ITS_ANSWER_HELD),
    SERVICE_DONE_BUCKET_NOT(stores -> stores.toBucket, "POST", What.IS_HELD),
    BUCKET_DONE_UNKNOWN_TO_LAPSE(stores -> stores.toBucket, "POST", What.HAS_ITS_ANSWER_HELD);

    final Function<ThreeStores, UnreliableWay> way;
    final String method;
    final What what;

    Moment(Function<ThreeStores, UnreliableWay> way, String method, What what) {
      this.way = way;
      this.method = method;
      this.what = what;
    }
  }

  /** What a run leaves behind that must not depend on whether it was interrupted. */
  private record Outcome(
      Map<String, String> document,
      List<String> product,
      List<String> bucket,
      Map<String, Long> service,
      List<String> plan,
      List<String> evidence) {}

  @BeforeAll
  static void runUndisturbed() {
    try (ThreeStores stores = new ThreeStores();
        Installation here = installation(stores)) {
      LapseProcess purge = purge(here);
      assertThat(purge.result().exitCode()).as(purge.toString()).isZero();
      undisturbed = outcome(here, stores, purge.result());
      assertThat(undisturbed.service()).containsOnlyKeys("1", "5");
      assertThat(purge.toString()).doesNotContain(ThreeStores.TOKEN).doesNotContain("very-secret");
    }
  }

  @ParameterizedTest
  @EnumSource
  void erasesAndCountsTheSameAfterAKill(Moment moment) {
    try (ThreeStores stores = new ThreeStores();
        Installation here = installation(stores)) {
      UnreliableWay way = moment.way.apply(stores);
      way.disturb(request -> request.startsWith(moment.method) ? moment.what : What.PASSES);
      LapseProcess killed = purge(here);
      way.awaitHeld();
      killed.kill();
      assertThat(here.inProduct().sql("select count(*) from account").query(Long.class).single())
          .as("the database is done")
          .isEqualTo(2);
      way.calm();
      if (moment.what == What.HAS_ITS_ANSWER_HELD) {
        way.letGo();
      }

      Result again = here.runHere(PURGE);
      assertThat(again.exitCode()).as(again.toString()).isZero();
      assertThat(outcome(here, stores, again)).isEqualTo(undisturbed);
    }
  }

  @Test
  void commandsKnowTheOtherStores() {
    try (ThreeStores stores = new ThreeStores();
        Installation here = installation(stores)) {
      Result migrated = here.runHere("migrate");
      assertThat(migrated.exitCode()).as(migrated.err()).isZero();
      Result checked = here.runHere("catalog", "check");
      assertThat(checked.out()).contains("the catalog covers the stores");
      assertThat(checked.exitCode()).isZero();
      assertThat(here.runHere("catalog", "discover", "--store", "product").out())
          .contains(
              "  - name: files\n    type: s3\n",
              "    secret-key: ${SECRET_KEY:very-secret}\n    prefix: accounts/{account}/\n",
              "  - name: search\n    type: http\n");
      Result discovered = here.runHere("catalog", "discover", "--store", "files");
      assertThat(discovered.exitCode()).isEqualTo(2);
      assertThat(discovered.err()).contains("store 'files' has no tables to discover");

      stores.toService.disturb(request -> What.IS_LOST);
      here.environment("SEARCH_TOKEN", "wrong")
          .file("catalog.yaml", here.text("catalog.yaml").replace(stores.bucket, "none-such"));
      Result wrong = here.runHere("catalog", "check");
      assertThat(wrong.exitCode()).isEqualTo(2);
      assertThat(wrong.out())
          .contains("catalog.yaml:9: (cell main) store 'files': S3 answered NoSuchBucket")
          .contains("(cell main) store 'search' cannot be reached: ")
          .contains("2 problems");
    }
  }

  private static Installation installation(ThreeStores stores) {
    Installation made = Installation.of(ThreeStores.TABLES, "");
    made.file("catalog.yaml", stores.catalog());
    made.closed("2 3 4");
    return made;
  }

  private static LapseProcess purge(Installation here) {
    return here.start(PURGE);
  }

  private static Outcome outcome(Installation here, ThreeStores stores, Result result) {
    JsonNode json = JSON.readTree(result.out());
    Map<String, String> document = new TreeMap<>();
    for (String key : List.of("job", "status", "accounts", "rows", "sets", "reasons")) {
      document.put(key, json.get(key).toString());
    }
    return new Outcome(
        document,
        here.inProduct()
            .sql(
                "select 'account ' || id from account union all select 'contact ' || id from contact order by 1")
            .query(String.class)
            .list(),
        S3Server.contents(stores.bucket).stream().map(each -> each.split(" ")[0]).toList(),
        stores.service.kept(),
        here.inLapse()
            .sql(
                "select concat_ws('|', account_id, rows_planned, outcome, reason, rows_by_set) from lapse.plan_item order by account_id")
            .query(String.class)
            .list(),
        here.inLapse()
            .sql(
                "select concat_ws('|', account_id, kind, detail - 'at' - 'catalogVersion') from lapse.evidence where kind like 'erasure-%' order by 1")
            .query(String.class)
            .list());
  }
}
