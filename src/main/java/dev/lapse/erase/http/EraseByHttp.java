package dev.lapse.erase.http;

import dev.lapse.account.RowCounts;
import dev.lapse.erase.outside.NonTransactionalErasure;
import dev.lapse.erase.outside.NonTransactionalStore;
import dev.lapse.erase.outside.StoreProgress;
import dev.lapse.erase.store.AccountsFailed;
import dev.lapse.erase.store.ErasurePreview;
import dev.lapse.erase.store.StopRequested;
import dev.lapse.erase.store.StoreErasure;
import dev.lapse.erase.store.StoreFailed;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Lets a service erase accounts. The key of each erasure is recorded before it is sent: after a
 * crash the request is repeated with the same key, and the service reports again what it erased.
 */
final class EraseByHttp extends NonTransactionalErasure {
  private static final String SET = "account";
  private static final long LOOK_AROUND_MILLIS = 100;

  private final ErasureService service;
  private final Duration timeout;

  EraseByHttp(NonTransactionalStore outside, ErasureService service, Duration timeout) {
    super(outside);
    this.service = service;
    this.timeout = timeout;
  }

  @Override
  public StoreErasure heeding(BooleanSupplier goOn) {
    return new EraseByHttp(outside.heeding(goOn), service, timeout);
  }

  /** It counts in its own unit, but zero means nothing in any unit. */
  @Override
  protected boolean proves(long expected, long gone) {
    return expected == 0 || gone > 0;
  }

  @Override
  public boolean isValidKey(String id) {
    return PathSegment.isOne(id);
  }

  @Override
  protected RowCounts look(Collection<String> ids) {
    RowCounts rows = new RowCounts();
    for (String id : ids) {
      obeyStop();
      long remaining = service.remaining(id).remaining();
      if (remaining > 0) {
        rows.add(id, name + "." + SET, remaining);
      }
    }
    return rows;
  }

  @Override
  protected ErasurePreview previewInStore(Collection<String> ids) {
    RowCounts rows = new RowCounts();
    Map<String, String> refused = new HashMap<>();
    for (String id : ids) {
      obeyStop();
      ErasureStatus.Remaining there;
      try {
        there = service.remaining(id);
      } catch (StoreFailed failed) {
        if (failed.isWholeStore()) {
          throw failed;
        }
        refused.put(id, String.valueOf(failed.getMessage()));
        continue;
      }
      if (there.remaining() > 0) {
        rows.add(id, name + "." + SET, there.remaining());
      }
      String blocked = there.blocked();
      if (blocked != null) {
        refused.put(id, reason(blocked));
      }
    }
    return new ErasurePreview(rows, refused);
  }

  private void obeyStop() {
    if (!outside.goOn().getAsBoolean()) {
      throw new StopRequested();
    }
  }

  /** Requests all erasures, then waits for those that take longer. */
  @Override
  protected boolean erase(UUID run, Collection<String> ids, BooleanSupplier goOn) {
    Map<StoreProgress.ProgressKey, Waiting> waiting = new LinkedHashMap<>();
    Map<String, String> failed = new HashMap<>();
    for (String id : ids) {
      StoreProgress.ProgressKey progressKey = new StoreProgress.ProgressKey(run, name, id, SET);
      String key = progress.key(progressKey).toString();
      try {
        take(progressKey, key, service.start(key, id, run), waiting, failed);
      } catch (StoreFailed trouble) {
        if (trouble.isWholeStore()) {
          throw trouble;
        }
        failed.put(id, String.valueOf(trouble.getMessage()));
      }
    }
    boolean whole = await(waiting, failed, goOn);
    if (!failed.isEmpty()) {
      throw new AccountsFailed(failed);
    }
    return whole;
  }

  /** An erasure that the service has accepted, and when to poll it. */
  private record Waiting(String key, long askAt) {}

  private boolean await(
      Map<StoreProgress.ProgressKey, Waiting> waiting,
      Map<String, String> failed,
      BooleanSupplier goOn) {
    long started = System.nanoTime();
    while (!waiting.isEmpty()) {
      if (System.nanoTime() - started > timeout.toNanos()) {
        waiting
            .keySet()
            .forEach(
                progressKey ->
                    failed.put(
                        progressKey.account(),
                        reason(
                            "still not done after %s; the next run checks again"
                                .formatted(timeout))));
        return true;
      }
      for (Map.Entry<StoreProgress.ProgressKey, Waiting> each : List.copyOf(waiting.entrySet())) {
        if (each.getValue().askAt() - System.nanoTime() <= 0) {
          ask(each.getKey(), each.getValue().key(), waiting, failed);
        }
      }
      if (!goOn.getAsBoolean()) {
        return waiting.isEmpty();
      }
      if (!waiting.isEmpty()) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_AROUND_MILLIS));
      }
    }
    return true;
  }

  private void ask(
      StoreProgress.ProgressKey progressKey,
      String key,
      Map<StoreProgress.ProgressKey, Waiting> waiting,
      Map<String, String> failed) {
    waiting.remove(progressKey);
    try {
      // in case it has lost the request: the same key cannot erase twice
      ErasureStatus erasureStatus =
          service
              .poll(key)
              .orElseGet(() -> service.start(key, progressKey.account(), progressKey.run()));
      take(progressKey, key, erasureStatus, waiting, failed);
    } catch (StoreFailed trouble) {
      if (trouble.isWholeStore()) {
        throw trouble;
      }
      failed.put(progressKey.account(), String.valueOf(trouble.getMessage()));
    }
  }

  private void take(
      StoreProgress.ProgressKey progressKey,
      String key,
      ErasureStatus erasureStatus,
      Map<StoreProgress.ProgressKey, Waiting> waiting,
      Map<String, String> failed) {
    if (erasureStatus instanceof ErasureStatus.Done done) {
      progress.counted(progressKey, key, done.erased());
    } else if (erasureStatus instanceof ErasureStatus.Running running) {
      waiting.put(
          progressKey, new Waiting(key, System.nanoTime() + running.askAgainIn().toNanos()));
    } else if (erasureStatus instanceof ErasureStatus.Refused refused) {
      failed.put(progressKey.account(), reason("refused: " + refused.reason()));
    }
  }

  /** Erasures requested before a crash: the service knows their progress. */
  @Override
  protected void countInterrupted(Collection<String> ids) {
    for (StoreProgress.Open open : progress.open(name, ids)) {
      for (String key : open.pending()) {
        if (service.poll(key).orElse(null) instanceof ErasureStatus.Done done) {
          progress.counted(open.place(), key, done.erased());
        }
      }
    }
  }
}
