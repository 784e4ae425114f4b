package dev.lapse.erase.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.account.DueAccount;
import dev.lapse.erase.Batch;
import dev.lapse.erase.Batches;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A transaction holds as many rows as fit at the speed that was seen. */
class TransactionSizeTest {
  private static final int TARGET_MILLIS = 500;

  @ParameterizedTest
  @CsvSource({
    "5000, 5000, 500, 500", // a row a millisecond
    "5000, 50000, 500, 500", // never less than this
    "5000, 500, 5000, 5000",
    "5000, 250, 10000, 10000",
    "5000, 1, 20000, 20000", // four times as many are dared, not more
    "100, 10, 5000, 20000", // far less than a full one says nothing
    "100, 1000, 500, 500" // unless it was slow
  })
  void nextHoldsWhatFitsAtTheSpeedSeen(long erased, long millis, long next, long ofOneAccount) {
    TransactionSize size = new TransactionSize(TARGET_MILLIS);

    size.learn(erased, millis);

    assertThat(size.rows()).isEqualTo(next);
    assertThat(size.rowsOfOneAccount()).isEqualTo(ofOneAccount);
  }

  @Test
  void whatAStoreRefusedIsNotTriedAgain() {
    TransactionSize size = new TransactionSize(TARGET_MILLIS);

    size.halve();
    size.learn(2_500, 1);

    assertThat(size.rows()).isEqualTo(2_500);
    assertThat(size.rowsOfOneAccount()).isEqualTo(2_500);
  }

  @Test
  void twiceTheSizeIsTriedAgainOnceEightHavePassed() {
    TransactionSize size = new TransactionSize(TARGET_MILLIS);
    size.halve();

    LongStream.range(0, 7).forEach(time -> size.learn(2_500, 1));
    assertThat(size.rows()).isEqualTo(2_500);

    size.learn(2_500, 1);
    assertThat(size.rows()).isEqualTo(5_000);
    size.halve();
    assertThat(size.rows()).isEqualTo(2_500);
  }

  @Test
  void halvesDownToARow() {
    TransactionSize size = new TransactionSize(TARGET_MILLIS);

    LongStream.range(0, 20).forEach(time -> size.halve());

    assertThat(size.rows()).isEqualTo(1);
  }

  @Test
  void batchesFollowTheSpeed() {
    Batches<Long> batches = batches(4_000, 4_000, 300, 300, 300, 700, 300);

    Batch first = batches.next().orElseThrow();
    first.size().learn(first.rowsPlanned(), first.rowsPlanned()); // a row a millisecond
    assertThat(first.rowsPlanned()).isEqualTo(4_000);
    assertThat(first.inSlices()).isFalse();
    List<Batch> further = rest(batches);

    assertThat(further)
        .extracting(Batch::rowsPlanned)
        .containsExactly(4_000L, 300L, 300L, 300L, 700L, 300L);
    assertThat(further)
        .extracting(Batch::inSlices)
        .containsExactly(true, false, false, false, true, false);
  }

  @Test
  void accountsThatFitGoTogetherAndALargeOneWholeAtFirst() {
    List<Batch> all = rest(batches(2_000, 3_000, 1, 20_000, 20_001));

    assertThat(all).extracting(Batch::rowsPlanned).containsExactly(5_000L, 1L, 20_000L, 20_001L);
    assertThat(all).extracting(Batch::inSlices).containsExactly(false, false, false, true);
  }

  @Test
  void workersShareWhatIsLeftAtTheEnd() {
    List<Batch> all = rest(batchesOf(2, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000));

    assertThat(all).extracting(Batch::rowsPlanned).containsExactly(3_000L, 1_000L, 1_000L, 1_000L);
  }

  private static Batches<Long> batches(long... rows) {
    return batchesOf(1, rows);
  }

  private static Batches<Long> batchesOf(int workers, long... rows) {
    return new Batches<>(
        LongStream.of(rows).boxed().toList(),
        Long::longValue,
        planned -> new DueAccount("1", 1, Instant.EPOCH),
        TARGET_MILLIS,
        workers,
        false);
  }

  private static List<Batch> rest(Batches<Long> batches) {
    List<Batch> rest = new ArrayList<>();
    batches.next().ifPresent(rest::add);
    while (true) {
      var next = batches.next();
      if (next.isEmpty()) {
        return rest;
      }
      rest.add(next.get());
    }
  }
}
