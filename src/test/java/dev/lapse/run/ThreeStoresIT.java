package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.JobName;
import dev.lapse.run.record.RunSummary;
import dev.lapse.testing.ErasingService.Mood;
import dev.lapse.testing.Import;
import dev.lapse.testing.S3Server;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import dev.lapse.testing.ThreeStores;
import dev.lapse.testing.UnreliableWay.What;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;

/** An account is erased when its database, its bucket and its service say and show so. */
class ThreeStoresIT {
  private static final String SMALL_SLICES =
      """
      mode: enforce
      limits: {accounts: 100, percent-of-accounts: 100}
      throttle: {chunk-millis: 20}
      """;
  private static TestProgram program;

  @BeforeAll
  static void open() {
    program =
        TestProgram.at(SharedProgram.NOW.toString())
            .product(ThreeStores.TABLES)
            .sets("- {store: product, table: public.account, shared: true}\n")
            .open();
  }

  @AfterAll
  static void close() {
    program.close();
  }

  @Test
  void erasesInAllStoresWhatTheDryRunSaid() {
    try (ThreeStores stores = new ThreeStores()) {
      reopened(stores);
      program.imports(Import.closed(1, 3));
      RunSummary rehearsed = program.run(JobName.PURGE, program.clock.instant(), true);
      assertThat(S3Server.contents(stores.bucket)).hasSize(30);
      assertThat(stores.service.kept()).hasSize(5);

      RunSummary done = program.run(JobName.PURGE);
      assertThat(done.status()).as(done.reasons().toString()).isEqualTo("completed");
      assertThat(done.sets()).isEqualTo(rehearsed.sets()).isEqualTo(sum(1, 3));
      assertThat(done.rows()).isEqualTo(rehearsed.rows()).isEqualTo(2 + 4 + 8 + 12);
      assertThat(contacts()).containsExactly(2L, 4L, 5L);
      assertThat(S3Server.contents(stores.bucket))
          .hasSize(22)
          .noneMatch(each -> each.startsWith("accounts/1/") || each.startsWith("accounts/3/"));
      assertThat(stores.service.kept()).isEqualTo(Map.of("2", 6L, "4", 12L, "5", 15L));
      assertThat(evidence("3")).contains("\"files.objects\": 6", "\"search.account\": 9");
    }
  }

  @Test
  void neverCallsErasedWhatAServiceKept() {
    try (ThreeStores stores = new ThreeStores()) {
      reopened(stores);
      program.imports(Import.closed(2));
      stores.service.in(Mood.LYING);
      RunSummary lied = program.run(JobName.PURGE);
      assertThat(lied.status()).isEqualTo("failed");
      assertThat(lied.reasons()).containsOnlyKeys("failed: residue: 6 in search.account");

      stores.service.in(Mood.WILLING);
      RunSummary next = program.run(JobName.PURGE);
      assertThat(next.status()).as(next.reasons().toString()).isEqualTo("completed");
      assertThat(stores.service.kept()).doesNotContainKey("2");
    }
  }

  @Test
  void locksBlockTheirAccountBeforeAnythingIsTouched() {
    try (ThreeStores stores = new ThreeStores(true)) {
      reopened(stores);
      program.imports(Import.closed(1, 2));
      S3Server.client()
          .putObjectLegalHold(
              request ->
                  request
                      .bucket(stores.bucket)
                      .key("accounts/2/1")
                      .legalHold(hold -> hold.status(ObjectLockLegalHoldStatus.ON)));
      RunSummary rehearsed = program.run(JobName.PURGE, program.clock.instant(), true);
      RunSummary done = program.run(JobName.PURGE);
      assertThat(done.status()).isEqualTo("partial");
      assertThat(done.reasons())
          .isEqualTo(rehearsed.reasons())
          .containsOnlyKeys("failed: store 'files': object lock: legal hold");
      assertThat(done.sets()).isEqualTo(sum(1));
      assertThat(contacts()).containsExactly(2L, 3L, 4L, 5L);
      assertThat(stores.service.kept()).containsEntry("2", 6L);
      assertThat(
              program
                  .inLapse()
                  .sql("select id from lapse.account where point_of_no_return_at is not null")
                  .query(String.class)
                  .list())
          .containsExactly("1");
    }
  }

  @Test
  void failsTheAccountsOfAStoreThatIsDownAndTouchesNothing() {
    try (ThreeStores stores = new ThreeStores()) {
      reopened(stores);
      program.imports(Import.closed(1));
      stores.toService.disturb(request -> What.IS_LOST);
      RunSummary done = program.run(JobName.PURGE);
      assertThat(done.status()).isEqualTo("failed");
      assertThat(done.reasons().keySet())
          .singleElement()
          .asString()
          .startsWith("failed: store 'search' cannot be reached: ")
          .doesNotContain(ThreeStores.TOKEN);
      assertThat(contacts()).hasSize(5);
      assertThat(S3Server.contents(stores.bucket)).hasSize(30);
    }
  }

  /** The database and the service are done, the bucket is not; and the bucket is, unknowingly. */
  @Test
  void resumesAfterTheConnectionToTheBucketBroke() {
    for (What what : List.of(What.IS_LOST, What.LOSES_ITS_ANSWER)) {
      try (ThreeStores stores = new ThreeStores()) {
        reopened(stores);
        program.imports(Import.closed(2, 3));
        stores.toBucket.disturb(request -> request.startsWith("POST") ? what : What.PASSES);
        RunSummary broken = program.run(JobName.PURGE);
        assertThat(broken.status()).isEqualTo("failed");
        assertThat(contacts()).containsExactly(1L, 4L, 5L);
        assertThat(stores.service.kept()).containsOnlyKeys("1", "4", "5");

        stores.toBucket.calm();
        RunSummary done = program.run(JobName.PURGE);
        assertThat(done.status()).as(done.reasons().toString()).isEqualTo("completed");
        assertThat(done.sets()).as(what.toString()).isEqualTo(sum(2, 3));
        assertThat(evidence("3"))
            .contains("\"files.objects\": 6", "\"search.account\": 9", "public.contact\": 3");
      }
    }
  }

  /** The database is done, the service may be; the bucket is not. */
  @Test
  void resumesAfterTheConnectionToTheServiceBroke() {
    for (What what : List.of(What.IS_LOST, What.LOSES_ITS_ANSWER)) {
      try (ThreeStores stores = new ThreeStores()) {
        reopened(stores);
        program.imports(Import.closed(2, 3));
        stores.toService.disturb(request -> request.startsWith("PUT") ? what : What.PASSES);
        assertThat(program.run(JobName.PURGE).status()).isEqualTo("failed");
        assertThat(contacts()).containsExactly(1L, 4L, 5L);
        assertThat(S3Server.contents(stores.bucket)).hasSize(30);

        stores.toService.calm();
        RunSummary done = program.run(JobName.PURGE);
        assertThat(done.status()).as(done.reasons().toString()).isEqualTo("completed");
        assertThat(done.sets()).as(what.toString()).isEqualTo(sum(2, 3));
      }
    }
  }

  /** One that the database erases in slices: its rows, then the service's, then the bucket's. */
  @Test
  void largeAccountGoesInTheSameOrder() {
    try (ThreeStores stores = new ThreeStores()) {
      SharedProgram.reopened(
          program,
          ThreeStores.TABLES
              + "insert into contact select 1000 + i, 3 from generate_series(1, 20500) i;",
          Map.of("catalog.yaml", stores.catalog(), "purge.yaml", SMALL_SLICES));
      program.imports(Import.closed(3));
      stores.toService.disturb(request -> request.startsWith("PUT") ? What.IS_LOST : What.PASSES);
      assertThat(program.run(JobName.PURGE).status()).isEqualTo("failed");
      assertThat(contacts()).containsExactly(1L, 2L, 4L, 5L);
      assertThat(S3Server.contents(stores.bucket)).hasSize(30);

      List<String> order = new CopyOnWriteArrayList<>();
      stores.toService.disturb(
          request -> {
            if (request.startsWith("PUT")) {
              order.add("service, the bucket has " + S3Server.contents(stores.bucket).size());
            }
            return What.PASSES;
          });
      stores.toBucket.disturb(
          request -> {
            if (request.startsWith("POST")) {
              order.add("bucket, the service has 3: " + stores.service.kept().containsKey("3"));
            }
            return What.PASSES;
          });
      RunSummary done = program.run(JobName.PURGE);
      assertThat(done.status()).as(done.reasons().toString()).isEqualTo("completed");
      assertThat(order)
          .containsExactly("service, the bucket has 30", "bucket, the service has 3: false");
      Map<String, Long> rows = sum(3);
      rows.merge("product.public.contact", 20_500L, Long::sum);
      assertThat(done.sets()).isEqualTo(rows);
    }
  }

  private static void reopened(ThreeStores stores) {
    SharedProgram.reopened(program, ThreeStores.TABLES, Map.of("catalog.yaml", stores.catalog()));
  }

  private static Map<String, Long> sum(long... accounts) {
    Map<String, Long> sum = new TreeMap<>();
    for (long account : accounts) {
      ThreeStores.of(account).forEach((set, rows) -> sum.merge(set, rows, Long::sum));
    }
    return sum;
  }

  private static List<Long> contacts() {
    return program
        .inProduct()
        .sql("select distinct account_id from contact order by 1")
        .query(Long.class)
        .list();
  }

  private static String evidence(String account) {
    return program
        .inLapse()
        .sql(
            "select detail::text from lapse.evidence where kind = 'erasure-outcome' and account_id = :id")
        .param("id", account)
        .query(String.class)
        .single();
  }
}
