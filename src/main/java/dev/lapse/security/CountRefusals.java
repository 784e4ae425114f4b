package dev.lapse.security;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Profile;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Counts what was refused in memory, and writes it down every second: an attempt that is refused
 * costs no statement. What cannot be written stays and is written later; a process that is killed
 * loses its last second.
 */
@Component
@Profile("serve")
final class CountRefusals implements SmartLifecycle {
  /** As many different ones a minute are kept apart; the rest is summed. */
  static final int APART_PER_MINUTE = 100;

  private static final Logger LOG = LoggerFactory.getLogger(CountRefusals.class);
  private static final Duration REMEMBERED = Duration.ofMinutes(2);
  private static final long EVERY_MILLIS = 1_000;
  private static final long FORGET_EVERY_SECONDS = 600;

  private final RefusedAttempts table;
  private final Clock clock;
  private final Map<RefusedAttempt, Long> counts = new HashMap<>();
  private final Map<Instant, Set<RefusedAttempt>> apart = new HashMap<>();
  private final Object writing = new Object();
  private @Nullable Thread writer;
  private Instant forgotten = Instant.MIN;

  CountRefusals(RefusedAttempts table, Clock clock) {
    this.table = table;
    this.clock = clock;
  }

  /** Counts one. */
  void count(RefusedAttempt attempt) {
    synchronized (counts) {
      counts.merge(
          isApart(attempt) ? attempt : RefusedAttempt.others(attempt.minute()), 1L, Long::sum);
    }
  }

  private boolean isApart(RefusedAttempt attempt) {
    apart.keySet().removeIf(minute -> minute.isBefore(attempt.minute().minus(REMEMBERED)));
    Set<RefusedAttempt> known = apart.computeIfAbsent(attempt.minute(), minute -> new HashSet<>());
    return known.contains(attempt) || (known.size() < APART_PER_MINUTE && known.add(attempt));
  }

  /**
   * Writes what was counted until now.
   *
   * @throws DataAccessException if the database takes nothing; it is kept
   */
  void write() {
    synchronized (writing) {
      Map<RefusedAttempt, Long> taken;
      synchronized (counts) {
        taken = Map.copyOf(counts);
        counts.clear();
      }
      if (taken.isEmpty()) {
        return;
      }
      Map<RefusedAttempt, Long> left = new HashMap<>(taken);
      try {
        writeAll(left);
      } finally {
        synchronized (counts) {
          left.forEach((attempt, count) -> counts.merge(attempt, count, Long::sum));
        }
      }
    }
  }

  /** Takes out of the map what needs no other attempt. One row at fault does not stop the rest. */
  private void writeAll(Map<RefusedAttempt, Long> left) {
    try {
      table.add(left);
      left.clear();
    } catch (DataAccessException failed) {
      if (!isFaultOfRow(failed)) {
        throw failed;
      }
      writeEach(left);
    }
  }

  private void writeEach(Map<RefusedAttempt, Long> left) {
    for (Map.Entry<RefusedAttempt, Long> row : Map.copyOf(left).entrySet()) {
      try {
        table.add(Map.of(row.getKey(), row.getValue()));
      } catch (DataAccessException failed) {
        if (!isFaultOfRow(failed)) {
          throw failed;
        }
        // without the failure: the driver repeats the values in it
        LOG.error(
            "a refused attempt cannot be written down and is left out: SQLSTATE {}",
            sqlState(failed));
      }
      left.remove(row.getKey());
    }
  }

  /** Data that is wrong, a constraint, or a limit of PostgreSQL: it fails the next time too. */
  private static boolean isFaultOfRow(DataAccessException failed) {
    String state = sqlState(failed);
    return state.startsWith("22") || state.startsWith("23") || state.startsWith("54");
  }

  private static String sqlState(DataAccessException failed) {
    return failed.getRootCause() instanceof SQLException sql
        ? String.valueOf(sql.getSQLState())
        : "";
  }

  /** The same for whoever wants to see what there is: that it fails is told by the thread. */
  void writeIfPossible() {
    try {
      write();
    } catch (DataAccessException | TransactionException failed) {
      LOG.debug("refused attempts are written down later", failed);
    }
  }

  private void writeUntilStopped() {
    boolean stopped = false;
    while (!stopped) {
      try {
        Thread.sleep(EVERY_MILLIS);
      } catch (InterruptedException told) {
        stopped = true;
      }
      try {
        write();
        forgetOld();
      } catch (DataAccessException | TransactionException failed) {
        LOG.error("refused attempts cannot be written down", failed);
      }
    }
  }

  private void forgetOld() {
    Instant now = clock.instant();
    if (forgotten.isBefore(now.minusSeconds(FORGET_EVERY_SECONDS)) && table.forgetOld(now) == 0) {
      forgotten = now;
    }
  }

  @Override
  public void start() {
    Thread thread = new Thread(this::writeUntilStopped, "refused-attempts");
    thread.setDaemon(true);
    thread.start();
    writer = thread;
  }

  @Override
  public void stop() {
    Thread thread = writer;
    writer = null;
    if (thread != null) {
      thread.interrupt();
      try {
        thread.join(5_000);
      } catch (InterruptedException told) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public boolean isRunning() {
    return writer != null;
  }

  /** Stopped after the web server, which is what refuses. */
  @Override
  public int getPhase() {
    return 0;
  }
}
