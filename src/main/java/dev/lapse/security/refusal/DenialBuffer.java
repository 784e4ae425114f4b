package dev.lapse.security.refusal;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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
 * Counts refused requests in memory and writes them to the database every second, so that a refusal
 * costs no statement. Counts that cannot be written are kept and written later; a killed process
 * loses its last second.
 */
@Component
@Profile("serve")
final class DenialBuffer implements SmartLifecycle {
  /** Maximum number of distinct rows per minute; the rest is summed up. */
  static final int APART_PER_MINUTE = 100;

  private static final Logger LOG = LoggerFactory.getLogger(DenialBuffer.class);
  private static final Duration REMEMBERED = Duration.ofMinutes(2);
  private static final long EVERY_MILLIS = 1_000;
  private static final long FORGET_EVERY_SECONDS = 600;

  private final DenialRepository table;
  private final InstantSource clock;
  private final Map<Denial, Long> counts = new HashMap<>();
  private final Map<Instant, Set<Denial>> apart = new HashMap<>();
  private final Object writing = new Object();
  private @Nullable Thread writer;
  private Instant forgotten = Instant.MIN;

  DenialBuffer(DenialRepository table, InstantSource clock) {
    this.table = table;
    this.clock = clock;
  }

  /** Counts one refused request. */
  void count(Denial attempt) {
    synchronized (counts) {
      counts.merge(isApart(attempt) ? attempt : Denial.others(attempt.minute()), 1L, Long::sum);
    }
  }

  private boolean isApart(Denial attempt) {
    apart.keySet().removeIf(minute -> minute.isBefore(attempt.minute().minus(REMEMBERED)));
    Set<Denial> known = apart.computeIfAbsent(attempt.minute(), minute -> new HashSet<>());
    return known.contains(attempt) || (known.size() < APART_PER_MINUTE && known.add(attempt));
  }

  /**
   * Writes the counts so far.
   *
   * @throws DataAccessException if the database accepts none; the counts are kept
   */
  void write() {
    synchronized (writing) {
      Map<Denial, Long> taken;
      synchronized (counts) {
        taken = Map.copyOf(counts);
        counts.clear();
      }
      if (taken.isEmpty()) {
        return;
      }
      Map<Denial, Long> left = new HashMap<>(taken);
      try {
        writeAll(left);
      } finally {
        synchronized (counts) {
          left.forEach((attempt, count) -> counts.merge(attempt, count, Long::sum));
        }
      }
    }
  }

  /**
   * Removes the rows that need no retry. A row that the database rejects does not stop the others.
   */
  private void writeAll(Map<Denial, Long> left) {
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

  private void writeEach(Map<Denial, Long> left) {
    for (Map.Entry<Denial, Long> row : Map.copyOf(left).entrySet()) {
      try {
        table.add(Map.of(row.getKey(), row.getValue()));
      } catch (DataAccessException failed) {
        if (!isFaultOfRow(failed)) {
          throw failed;
        }
        // without the exception: the driver puts the values into its message
        LOG.error(
            "could not record a refused attempt; it is dropped: SQLSTATE {}", sqlState(failed));
      }
      left.remove(row.getKey());
    }
  }

  /** Invalid data, a constraint, or a limit of PostgreSQL: it would fail again. */
  private static boolean isFaultOfRow(DataAccessException failed) {
    String state = sqlState(failed);
    return state.startsWith("22") || state.startsWith("23") || state.startsWith("54");
  }

  private static String sqlState(DataAccessException failed) {
    return failed.getRootCause() instanceof SQLException sql
        ? String.valueOf(sql.getSQLState())
        : "";
  }

  /** Writes the counts before they are shown; the background thread logs failures. */
  void writeIfPossible() {
    try {
      write();
    } catch (DataAccessException | TransactionException failed) {
      LOG.debug("refused attempts will be recorded later", failed);
    }
  }

  private void writeUntilStopped() {
    boolean stopped = false;
    while (!stopped) {
      try {
        Thread.sleep(EVERY_MILLIS);
      } catch (InterruptedException interrupted) {
        stopped = true;
      }
      try {
        write();
        forgetOld();
      } catch (DataAccessException | TransactionException failed) {
        LOG.error("could not record refused attempts", failed);
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
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public boolean isRunning() {
    return writer != null;
  }

  /** Stops after the web server, which produces the refusals. */
  @Override
  public int getPhase() {
    return 0;
  }
}
