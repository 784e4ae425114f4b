package dev.lapse.erase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.lapse.file.InForce;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A store that hangs keeps only what must wait for it. */
class TimedWorkTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final TimedWork.Kind LAPSE = new TimedWork.Kind("main", false);
  private static final TimedWork.Kind REACTIVATION = new TimedWork.Kind("main", true);

  private final TimedWork timed = new TimedWork(new InForce<>("files"));
  private final CountDownLatch answer = new CountDownLatch(1);

  @AfterEach
  void end() {
    answer.countDown();
    timed.close();
  }

  @Test
  void oneMoreThanThePermitsWaitsForOneThatEnds() throws Exception {
    hang(LAPSE);
    FutureTask<String> next = new FutureTask<>(() -> timed.within(LAPSE, LONG, first -> "done"));
    Thread caller = new Thread(next);
    caller.start();
    await().until(() -> next.isDone() || caller.getState() == Thread.State.TIMED_WAITING);

    answer.countDown();

    assertThat(next.get()).isEqualTo("done");
  }

  @Test
  void oneMoreThanThePermitsIsRefusedWhileStoresHang() {
    hang(LAPSE);

    assertThatThrownBy(() -> timed.within(LAPSE, SHORT, first -> "done"))
        .isInstanceOf(TimedWork.TooSlow.class)
        .hasMessage("4 removals in cell 'main' wait for stores that do not answer");
  }

  @Test
  void hungStoreKeepsNoOtherCellWaiting() {
    hang(LAPSE);

    String done = timed.within(new TimedWork.Kind("other", false), LONG, first -> "done");

    assertThat(done).isEqualTo("done");
  }

  @Test
  void hungLapsesKeepNoReactivationWaiting() {
    hang(LAPSE);

    String done = timed.within(REACTIVATION, LONG, first -> "done");

    assertThat(done).isEqualTo("done");
  }

  @Test
  void workThatFailsReturnsItsPermit() {
    for (int i = 0; i <= TimedWork.PERMITS; i++) {
      assertThatThrownBy(() -> timed.within(LAPSE, LONG, TimedWorkTest::failing))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("broken");
    }
  }

  @Test
  void workThatIsGivenUpMayNotCommit() throws Exception {
    AtomicReference<BooleanSupplier> asked = new AtomicReference<>();

    assertThatThrownBy(
            () ->
                timed.within(
                    LAPSE,
                    SHORT,
                    first -> {
                      asked.set(first);
                      return waitForAnswer();
                    }))
        .isInstanceOf(TimedWork.TooSlow.class)
        .hasMessage("no answer within 50 ms");

    await().until(() -> asked.get() != null);
    assertThat(asked.get().getAsBoolean()).isFalse();
  }

  @Test
  void saysThatTheStoresWereCommitting() {
    assertThatThrownBy(
            () ->
                timed.within(
                    LAPSE,
                    Duration.ofSeconds(1),
                    first -> first.getAsBoolean() ? waitForAnswer() : "given up"))
        .isInstanceOf(TimedWork.TooSlow.class)
        .hasMessage("the stores were committing and have not answered");
  }

  private static String failing(BooleanSupplier first) {
    throw new IllegalStateException("broken");
  }

  /** Takes all permits for work that does not end before the answer. */
  private void hang(TimedWork.Kind kind) {
    CountDownLatch working = new CountDownLatch(TimedWork.PERMITS);
    for (int i = 0; i < TimedWork.PERMITS; i++) {
      new Thread(
              () ->
                  timed.within(
                      kind,
                      LONG,
                      first -> {
                        working.countDown();
                        return waitForAnswer();
                      }))
          .start();
    }
    await().until(() -> working.getCount() == 0);
  }

  private String waitForAnswer() {
    try {
      answer.await();
      return "answered";
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return "stopped";
    }
  }
}
