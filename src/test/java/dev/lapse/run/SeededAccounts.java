package dev.lapse.run;

import dev.lapse.testing.Import;
import dev.lapse.testing.MisbehavingStores;
import dev.lapse.testing.StandInS3;
import dev.lapse.testing.StandInService;
import dev.lapse.testing.TestProgram;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * The accounts of one seed, and how the stores misbehave towards them, night by night, request by
 * request.
 */
final class SeededAccounts {
  private static final int MOST = 100;

  /**
   * Hiding items and reporting false deletions together cannot be distinguished from the truth: a
   * seed has only one of them.
   */
  private static final List<StandInS3.Fault> BUCKET_FAULTS =
      List.copyOf(
          EnumSet.complementOf(
              EnumSet.of(
                  StandInS3.Fault.NONE, StandInS3.Fault.HIDES, StandInS3.Fault.SAYS_DELETED)));

  private static final List<StandInService.Fault> SERVICE_FAULTS =
      List.copyOf(
          EnumSet.complementOf(
              EnumSet.of(
                  StandInService.Fault.NONE,
                  StandInService.Fault.HIDES,
                  StandInService.Fault.SAYS_ERASED)));

  private final Random random;
  private final boolean hides;
  private final int lateNight;
  private final List<String> lines = new ArrayList<>();
  private final List<Long> closed = new ArrayList<>();
  private final Map<Long, Map<String, Long>> before = new TreeMap<>();

  /** Lists that made something up this night: nobody makes up the same twice. */
  private final Set<String> madeUp = new HashSet<>();

  private List<StandInS3.Fault> bucket = List.of();
  private List<StandInService.Fault> service = List.of();
  private int oneIn = 1;

  SeededAccounts(MisbehavingStores stores, TestProgram program, long seed, int nights) {
    random = new Random(seed);
    hides = random.nextBoolean();
    lateNight = random.nextInt(nights);
    long first = 1 + MOST * seed;
    for (long id = first; id < first + 3 + random.nextInt(4); id++) {
      stores.fill(program, id, random.nextInt(4), random.nextInt(4), random.nextInt(4));
      boolean active = id == first || random.nextInt(4) == 0;
      lines.add(active ? Import.active(id) : Import.closed(id));
      if (!active) {
        closed.add(id);
      }
      before.put(id, Map.of());
    }
    before.putAll(stores.remaining(program, before.keySet()));
  }

  /** Whose an account is. */
  static long seedOf(long account) {
    return (account - 1) / MOST;
  }

  String lines() {
    return String.join("\n", lines);
  }

  List<Long> closed() {
    return closed;
  }

  /** What there was of each account. */
  Map<Long, Map<String, Long>> before() {
    return before;
  }

  /** How the stores are this night; how the database is, by account. */
  Map<Long, String> nightFalls(int night) {
    boolean lies = hides ? night == lateNight : random.nextBoolean();
    madeUp.clear();
    bucket = new ArrayList<>(BUCKET_FAULTS);
    service = new ArrayList<>(SERVICE_FAULTS);
    if (lies) {
      StandInS3.Fault lie = hides ? StandInS3.Fault.HIDES : StandInS3.Fault.SAYS_DELETED;
      bucket.addAll(List.of(lie, lie));
      service.add(hides ? StandInService.Fault.HIDES : StandInService.Fault.SAYS_ERASED);
    }
    oneIn = 4 + random.nextInt(40);
    Map<Long, String> database = new TreeMap<>();
    String how = List.of("refuses", "keeps", "", "").get(random.nextInt(4));
    if (!how.isEmpty()) {
      closed.stream().filter(id -> random.nextBoolean()).forEach(id -> database.put(id, how));
    }
    return database;
  }

  StandInS3.Fault ofBucket(String request) {
    if (random.nextInt(oneIn) > 0) {
      return StandInS3.Fault.NONE;
    }
    StandInS3.Fault fault = bucket.get(random.nextInt(bucket.size()));
    return fault == StandInS3.Fault.FOR_ANYBODY && !madeUp.add(request)
        ? StandInS3.Fault.NONE
        : fault;
  }

  StandInService.Fault ofService() {
    return random.nextInt(oneIn) > 0
        ? StandInService.Fault.NONE
        : service.get(random.nextInt(service.size()));
  }
}
