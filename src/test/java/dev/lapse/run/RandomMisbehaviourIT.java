package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.JobName;
import dev.lapse.testing.Import;
import dev.lapse.testing.MisbehavingStores;
import dev.lapse.testing.StandInS3;
import dev.lapse.testing.StandInService;
import dev.lapse.testing.TestProgram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * A database, a bucket and a service that each misbehave at random moments, night after night, and
 * behave at last. A failure names the seed; {@code -Dlapse.seed=…} runs it again, and the profile
 * {@code exhaustive} draws more cases.
 */
class RandomMisbehaviourIT {
  private static final boolean EXHAUSTIVE = Boolean.getBoolean("lapse.exhaustive");
  private static final Long SEED = Long.getLong("lapse.seed");
  private static final int NIGHTS = 3;
  private static final int MOST_CALM_NIGHTS = 3;
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * Hiding and saying done what is not done are not to be told from the truth together; nor is an
   * object that is made up from one that somebody else deletes.
   */
  private static final Set<StandInS3.Fault> BUCKET_FAULTS =
      EnumSet.complementOf(
          EnumSet.of(
              StandInS3.Fault.NONE,
              StandInS3.Fault.HIDES,
              StandInS3.Fault.SAYS_DELETED,
              StandInS3.Fault.FOR_ANYBODY));

  private static final Set<StandInService.Fault> SERVICE_FAULTS =
      EnumSet.complementOf(
          EnumSet.of(
              StandInService.Fault.NONE,
              StandInService.Fault.HIDES,
              StandInService.Fault.SAYS_ERASED));

  /** A list that names versions as nobody else does makes up objects, which are counted too. */
  private static final Set<StandInS3.Fault> MAKE_UP_OBJECTS =
      EnumSet.of(StandInS3.Fault.NO_VERSION_ID, StandInS3.Fault.NEW_VERSION_IDS);

  private static MisbehavingStores stores;
  private static TestProgram program;
  private static int unfinished;

  static LongStream seeds() {
    return SEED != null ? LongStream.of(SEED) : LongStream.range(0, EXHAUSTIVE ? 500 : 50);
  }

  @BeforeAll
  static void open() {
    stores = new MisbehavingStores();
    program = stores.open();
  }

  @AfterAll
  static void close() {
    program.close();
    stores.close();
    assertThat(unfinished).as("nights that did not end well").isPositive();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void nothingIsLostOrCalledErasedWronglyAndAllEnds(long seed) {
    unfinished += new Nights(stores, program, seed).pass();
  }

  /** Some nights with accounts of their own. */
  private static final class Nights {
    private final MisbehavingStores stores;
    private final TestProgram program;
    private final Random random;
    private final String seed;
    private final List<Long> closed = new ArrayList<>();
    private final Map<Long, Map<String, Long>> before = new TreeMap<>();

    /** Sets of which a store said that more was erased than there was. */
    private final Set<String> exaggerated = ConcurrentHashMap.newKeySet();

    Nights(MisbehavingStores stores, TestProgram program, long seed) {
      this.stores = stores;
      this.program = program;
      this.random = new Random(seed);
      this.seed = "seed " + seed;
      long first = 1 + 100 * seed;
      for (long id = first; id < first + 3 + random.nextInt(4); id++) {
        stores.fill(program, id, random.nextInt(4), random.nextInt(4), random.nextInt(4));
        before.put(id, stores.of(program, id));
        if (id == first || random.nextInt(4) == 0) {
          program.imports(Import.active(id));
        } else {
          program.imports(Import.closed(id));
          closed.add(id);
        }
      }
    }

    /** How many nights did not end well. */
    int pass() {
      boolean hides = random.nextBoolean();
      int lateNight = random.nextInt(NIGHTS);
      int unfinished = 0;
      for (int night = 0; night < NIGHTS; night++) {
        misbehave(hides ? night == lateNight : random.nextBoolean(), hides);
        unfinished += "completed".equals(night().status()) ? 0 : 1;
        check();
      }
      stores.bucket.behave();
      stores.service.behave();
      stores.database(program, null);
      for (int night = 0; night < MOST_CALM_NIGHTS && !erased().containsAll(closed); night++) {
        night();
        check();
      }
      assertThat(erased()).as(seed).containsAll(closed);
      return unfinished;
    }

    private RunSummary night() {
      program.clock.advance(Duration.ofDays(1));
      return program.run(JobName.PURGE);
    }

    /**
     * @param lies if answers of that kind are among those of this night
     */
    private void misbehave(boolean lies, boolean hides) {
      List<StandInS3.Fault> bucket = new ArrayList<>(BUCKET_FAULTS);
      List<StandInService.Fault> service = new ArrayList<>(SERVICE_FAULTS);
      if (lies) {
        bucket.addAll(
            List.of(
                hides ? StandInS3.Fault.HIDES : StandInS3.Fault.SAYS_DELETED,
                hides ? StandInS3.Fault.HIDES : StandInS3.Fault.SAYS_DELETED));
        service.add(hides ? StandInService.Fault.HIDES : StandInService.Fault.SAYS_ERASED);
      }
      int of = 4 + random.nextInt(40);
      stores.bucket.misbehave(
          request -> {
            StandInS3.Fault fault =
                random.nextInt(of) == 0
                    ? bucket.get(random.nextInt(bucket.size()))
                    : StandInS3.Fault.NONE;
            if (MAKE_UP_OBJECTS.contains(fault) && request.contains("?versions")) {
              exaggerated.add("files.objects");
            }
            return fault;
          });
      stores.service.misbehave(
          request -> {
            StandInService.Fault fault =
                random.nextInt(of) == 0
                    ? service.get(random.nextInt(service.size()))
                    : StandInService.Fault.NONE;
            if (fault == StandInService.Fault.SAYS_ERASED && request.startsWith("PUT")) {
              exaggerated.add("search.account");
            }
            return fault;
          });
      stores.database(program, List.of("refuses", "keeps", "", "").get(random.nextInt(4)));
    }

    private List<Long> erased() {
      return program
          .inLapse()
          .sql("select id::bigint from lapse.account where erased_at is not null order by 1")
          .query(Long.class)
          .list();
    }

    private void check() {
      List<Long> erased = erased();
      before.forEach(
          (id, had) -> {
            if (!closed.contains(id)) {
              assertThat(stores.of(program, id)).as("%s, active %d", seed, id).isEqualTo(had);
            } else if (erased.contains(id)) {
              assertThat(stores.of(program, id)).as("%s, erased %d", seed, id).isEmpty();
              counts(id, had);
            }
          });
    }

    private void counts(long id, Map<String, Long> had) {
      Map<String, Long> counted = counted(id);
      exaggerated.forEach(
          set ->
              counted.computeIfPresent(
                  set, (same, rows) -> rows > had.getOrDefault(set, 0L) ? had.get(set) : rows));
      assertThat(counted).as("%s, counts of %d", seed, id).isEqualTo(had);
    }

    /** What the evidence says was erased. */
    private Map<String, Long> counted(long id) {
      String detail =
          program
              .inLapse()
              .sql(
                  "select detail::text from lapse.evidence where kind = 'erasure-outcome' and account_id = :id")
              .param("id", String.valueOf(id))
              .query(String.class)
              .single();
      Map<String, Long> rows = new TreeMap<>();
      JSON.readTree(detail)
          .get("rows")
          .properties()
          .forEach(
              row -> {
                if (row.getValue().asLong() > 0) {
                  rows.put(row.getKey(), row.getValue().asLong());
                }
              });
      return rows;
    }
  }
}
