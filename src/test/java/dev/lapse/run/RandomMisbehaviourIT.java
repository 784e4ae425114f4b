package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.policy.JobName;
import dev.lapse.testing.MisbehavingStores;
import dev.lapse.testing.StandInS3;
import dev.lapse.testing.StandInService;
import dev.lapse.testing.TestProgram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A database, a bucket and a service that each misbehave at random moments, night after night, and
 * behave at last. The accounts of some seeds pass the same nights, each with faults of their own. A
 * failure names the seed; {@code -Dlapse.seed=…} runs its nights again, and the profile {@code
 * exhaustive} draws more cases.
 */
class RandomMisbehaviourIT {
  private static final boolean EXHAUSTIVE = Boolean.getBoolean("lapse.exhaustive");
  private static final Long SEED = Long.getLong("lapse.seed");
  private static final int SEEDS_TOGETHER = 10;
  private static final int NIGHTS = 3;
  private static final int MOST_CALM_NIGHTS = 3;
  private static final Pattern ACCOUNT = Pattern.compile("accounts(?:/|%2F)(\\d+)| (\\d+)$");
  private static final JsonMapper JSON = new JsonMapper();

  private static MisbehavingStores stores;
  private static TestProgram program;
  private static int erasedAtOnce;
  private static int notErasedAtOnce;

  static LongStream seeds() {
    return SEED != null
        ? LongStream.of(SEED - SEED % SEEDS_TOGETHER)
        : LongStream.range(0, (EXHAUSTIVE ? 500 : 50) / SEEDS_TOGETHER)
            .map(group -> group * SEEDS_TOGETHER);
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
    // else nothing was tried out
    assertThat(erasedAtOnce).as("accounts erased in nights of misbehaviour").isPositive();
    assertThat(notErasedAtOnce).as("accounts that took more than one night").isPositive();
  }

  @ParameterizedTest(name = "seeds from {0} on")
  @MethodSource("seeds")
  void nothingIsLostOrCalledErasedWronglyAndAllEnds(long seed) {
    new Nights(seed).pass();
  }

  /** Some nights with accounts of their own. */
  private static final class Nights {
    private final Map<Long, SeededAccounts> seeds = new TreeMap<>();
    private final List<Long> closed = new ArrayList<>();
    private final Map<Long, Map<String, Long>> before = new TreeMap<>();
    private final Set<Long> erased = new HashSet<>();
    private final Random random;
    private int oneIn;

    Nights(long first) {
      random = new Random(-1 - first);
      for (long seed = first; seed < first + SEEDS_TOGETHER; seed++) {
        SeededAccounts accounts = new SeededAccounts(stores, program, seed, NIGHTS);
        seeds.put(seed, accounts);
        closed.addAll(accounts.closed());
        before.putAll(accounts.before());
        program.imports(accounts.lines());
      }
    }

    void pass() {
      for (int night = 0; night < NIGHTS; night++) {
        misbehave(night);
        night();
        if (night == 0) {
          notErasedAtOnce += closed.size() - erased.size();
        }
      }
      erasedAtOnce += erased.size();
      stores.bucket.behave();
      stores.service.behave();
      stores.database(program, Map.of());
      for (int night = 0; night < MOST_CALM_NIGHTS && !erased.containsAll(closed); night++) {
        night();
      }
      assertThat(erased).as("seeds from %s on", seeds.keySet()).containsAll(closed);
    }

    private void night() {
      program.clock.advance(Duration.ofDays(1));
      program.run(JobName.PURGE);
      check();
    }

    private void misbehave(int night) {
      oneIn = 10 + random.nextInt(60);
      Map<Long, String> database = new HashMap<>();
      seeds.values().forEach(seed -> database.putAll(seed.nightFalls(night)));
      stores.database(program, database);
      stores.bucket.misbehave(
          request -> {
            SeededAccounts whose = whose(request);
            return whose == null ? any(StandInS3.Fault.values()) : whose.ofBucket(request);
          });
      stores.service.misbehave(
          request -> {
            SeededAccounts whose = whose(request);
            return whose == null ? any(StandInService.Fault.values()) : whose.ofService();
          });
    }

    private SeededAccounts whose(String request) {
      Matcher account = ACCOUNT.matcher(request);
      return account.find()
          ? seeds.get(
              SeededAccounts.seedOf(
                  Long.parseLong(account.group(1) == null ? account.group(2) : account.group(1))))
          : null;
    }

    /** A request that is of nobody's account. The first value is no fault. */
    private <F> F any(F[] faults) {
      return faults[random.nextInt(oneIn) == 0 ? random.nextInt(faults.length) : 0];
    }

    private void check() {
      Map<Long, JsonNode> outcomes = outcomes();
      erased.addAll(outcomes.keySet());
      stores
          .remaining(program, before.keySet())
          .forEach(
              (id, has) -> {
                String who = "account %d of seed %d".formatted(id, SeededAccounts.seedOf(id));
                if (!closed.contains(id)) {
                  assertThat(has).as("active " + who).isEqualTo(before.get(id));
                } else if (outcomes.containsKey(id)) {
                  assertThat(has).as("erased " + who).isEmpty();
                  counts(who, id, outcomes.get(id));
                }
              });
    }

    /** What was shown to go is counted to the piece; what only the service said is its word. */
    private void counts(String who, long id, JsonNode evidence) {
      Map<String, Long> counted = new TreeMap<>();
      evidence
          .get("rows")
          .properties()
          .forEach(row -> counted.put(row.getKey(), row.getValue().asLong()));
      Map<String, Long> said = new TreeMap<>();
      if (evidence.has("countedByService")) {
        for (JsonNode set : evidence.get("countedByService")) {
          said.put(set.asString(), counted.remove(set.asString()));
        }
      }
      Map<String, Long> had = new TreeMap<>(before.get(id));
      had.remove("search.account");
      counted.values().removeIf(rows -> rows == 0);
      said.values().removeIf(rows -> rows == 0);
      assertThat(counted).as("counted of " + who).isEqualTo(had);
      long word = stores.service.word(String.valueOf(id));
      assertThat(said)
          .as("said of " + who)
          .isEqualTo(word == 0 ? Map.of() : Map.of("search.account", word));
    }

    /** The evidence of those that are called erased. */
    private Map<Long, JsonNode> outcomes() {
      Map<Long, JsonNode> outcomes = new HashMap<>();
      program
          .inLapse()
          .sql(
              """
              select a.id::bigint as id, e.detail::text as detail
              from lapse.account a
              join lapse.evidence e on e.account_id = a.id and e.kind = 'erasure-outcome'
              where a.erased_at is not null
                and a.id = any(:ids)
              """)
          .param("ids", before.keySet().stream().map(String::valueOf).toArray(String[]::new))
          .query(
              row -> {
                outcomes.put(row.getLong("id"), JSON.readTree(row.getString("detail")));
              });
      return outcomes;
    }
  }
}
