package dev.lapse.account.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lapse.testing.Concurrently;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Requests share statements; none gets a value that was read before it arrived. */
class RequestCoalescerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Semaphore mayEnd = new Semaphore(0);
  private final ConcurrentLinkedQueue<List<String>> statements = new ConcurrentLinkedQueue<>();

  @Test
  void singleRequestDoesNotWaitForCompany() {
    mayEnd.release();

    assertThat(reads(1, 10, 10, PATIENCE).read(List.of("a"))).isEqualTo(Map.of("a", "A"));
    assertThat(statements).containsExactly(List.of("a"));
  }

  @Test
  void requestsThatArriveWhileAStatementRunsShareTheNextOne() {
    RequestCoalescer<String> reads = reads(1, 10, 10, PATIENCE);
    List<FutureTask<Map<String, String>>> asked = askOneByOne(reads, "a", "b", "c", "d");

    mayEnd.release(2);

    assertThat(asked.stream().map(Concurrently::result))
        .containsExactly(Map.of("a", "A"), Map.of("b", "B"), Map.of("c", "C"), Map.of("d", "D"));
    assertThat(statements).containsExactly(List.of("a"), List.of("b", "c", "d"));
  }

  @Test
  void statementsRunSideBySideUpToTheirNumber() {
    RequestCoalescer<String> reads = reads(2, 10, 10, PATIENCE);
    List<FutureTask<Map<String, String>>> asked = askOneByOne(reads, "a", "b", "c");

    assertThat(statements).containsExactly(List.of("a"), List.of("b"));
    mayEnd.release(3);
    asked.forEach(Concurrently::result);
    assertThat(statements).hasSize(3);
  }

  @Test
  void oneStatementHasSoManyIdsAndNoMore() {
    RequestCoalescer<String> reads = reads(1, 2, 10, PATIENCE);
    List<FutureTask<Map<String, String>>> asked = askOneByOne(reads, "a", "b", "c", "d");

    mayEnd.release(3);

    asked.forEach(Concurrently::result);
    assertThat(statements).containsExactly(List.of("a"), List.of("b", "c"), List.of("d"));
  }

  @Test
  void soManyWaitAndOneMoreIsTurnedAwayAtOnce() {
    RequestCoalescer<String> reads = reads(1, 10, 2, PATIENCE);
    List<FutureTask<Map<String, String>>> asked = askOneByOne(reads, "a", "b", "c");

    assertThatThrownBy(() -> reads.read(List.of("d")))
        .isInstanceOf(AccessUnavailable.class)
        .hasMessageContaining("too many requests are waiting");
    mayEnd.release(2);
    asked.forEach(Concurrently::result);
  }

  @Test
  void failureReachesAllWhoWaitedAndTheNextStatementRuns() {
    AtomicInteger count = new AtomicInteger();
    RequestCoalescer<String> reads =
        together(
            ids -> {
              if (count.incrementAndGet() == 2) {
                throw new IllegalStateException("gone");
              }
            },
            1,
            10,
            10,
            PATIENCE);
    List<FutureTask<Map<String, String>>> asked = askOneByOne(reads, "a", "b", "c");
    mayEnd.release(3);

    Concurrently.result(asked.get(0));
    for (FutureTask<?> failed : asked.subList(1, 3)) {
      assertThatThrownBy(() -> Concurrently.result(failed))
          .isInstanceOf(AccessUnavailable.class)
          .hasRootCauseMessage("gone");
    }
    assertThat(reads.read(List.of("e"))).isEqualTo(Map.of("e", "E"));
  }

  @Test
  void requestThatWaitsTooLongFailsWithoutBlockingOthers() {
    RequestCoalescer<String> impatient = reads(1, 10, 10, Duration.ofMillis(50));
    FutureTask<Map<String, String>> runs = askOneByOne(impatient, "a").get(0);

    assertThatThrownBy(() -> impatient.read(List.of("b")))
        .isInstanceOf(AccessUnavailable.class)
        .hasMessageContaining("took too long");
    mayEnd.release(2);
    assertThat(Concurrently.result(runs)).isEqualTo(Map.of("a", "A"));
    assertThat(impatient.read(List.of("c"))).isEqualTo(Map.of("c", "C"));
    assertThat(statements).containsExactly(List.of("a"), List.of("c"));
  }

  @Test
  void interruptEndsTheWaitOfOneRequestOnly() throws Exception {
    RequestCoalescer<String> reads = reads(1, 10, 10, PATIENCE);
    FutureTask<Map<String, String>> first = askOneByOne(reads, "a").get(0);
    AtomicReference<Thread> waits = new AtomicReference<>();
    FutureTask<Boolean> interrupted =
        Concurrently.start(
            () -> {
              waits.set(Thread.currentThread());
              assertThatThrownBy(() -> reads.read(List.of("b")))
                  .isInstanceOf(AccessUnavailable.class);
              return Thread.currentThread().isInterrupted();
            });
    await().until(() -> waits.get() != null && isParked(waits.get()));
    FutureTask<Map<String, String>> last = askOneByOne(reads, "c").get(0);

    waits.get().interrupt();

    assertThat(Concurrently.result(interrupted)).isTrue();
    mayEnd.release(2);
    assertThat(Concurrently.result(first)).isEqualTo(Map.of("a", "A"));
    assertThat(Concurrently.result(last)).isEqualTo(Map.of("c", "C"));
  }

  @Test
  void noAnswerIsOlderThanItsQuestion() throws Exception {
    AtomicLong present = new AtomicLong();
    RequestCoalescer<Long> reads =
        new RequestCoalescer<>(
            ids -> {
              long read = present.incrementAndGet();
              return ids.stream().collect(Collectors.toMap(id -> id, id -> read));
            },
            new RequestCoalescer.Limits(2, 5, 100, PATIENCE));
    List<Future<Long>> older = new ArrayList<>();
    for (int thread = 0; thread < 16; thread++) {
      String id = "n" + thread;
      older.add(
          Concurrently.start(
              () -> {
                long wrong = 0;
                for (int i = 0; i < 2_000; i++) {
                  long asked = present.incrementAndGet();
                  Long answered = reads.read(List.of(id)).get(id);
                  wrong += answered == null || answered <= asked ? 1 : 0;
                }
                return wrong;
              }));
    }
    for (Future<Long> wrong : older) {
      assertThat(wrong.get()).isZero();
    }
  }

  private RequestCoalescer<String> reads(int side, int ids, int waiting, Duration patience) {
    return together(asked -> {}, side, ids, waiting, patience);
  }

  private RequestCoalescer<String> together(
      java.util.function.Consumer<Collection<String>> then,
      int side,
      int ids,
      int waiting,
      Duration patience) {
    Function<Collection<String>, Map<String, String>> statement =
        asked -> {
          statements.add(asked.stream().sorted().toList());
          mayEnd.acquireUninterruptibly();
          then.accept(asked);
          return asked.stream().collect(Collectors.toMap(id -> id, String::toUpperCase));
        };
    return new RequestCoalescer<>(
        statement, new RequestCoalescer.Limits(side, ids, waiting, patience));
  }

  /** Each is asked once the one before reads or waits. */
  private static List<FutureTask<Map<String, String>>> askOneByOne(
      RequestCoalescer<String> reads, String... ids) {
    List<FutureTask<Map<String, String>>> asked = new ArrayList<>();
    for (String id : ids) {
      AtomicReference<Thread> asks = new AtomicReference<>();
      asked.add(
          Concurrently.start(
              () -> {
                asks.set(Thread.currentThread());
                return reads.read(List.of(id));
              }));
      await()
          .pollInterval(Duration.ofMillis(2))
          .until(() -> asks.get() != null && isParked(asks.get()));
    }
    return asked;
  }

  private static boolean isParked(Thread thread) {
    return thread.getState() == Thread.State.WAITING
        || thread.getState() == Thread.State.TIMED_WAITING;
  }
}
