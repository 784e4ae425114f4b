package dev.lapse.account.access;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

/**
 * Coalesces requests: those that arrive while statements run share the next one. A request that
 * arrives when a statement may start runs it at once, alone; later requests wait, and the first of
 * them reads for all. Nothing is cached: an answer is always read after the request arrived.
 *
 * @param <V> the value read for one id
 */
final class RequestCoalescer<V> {
  private static final Logger log = LoggerFactory.getLogger(RequestCoalescer.class);

  /**
   * Limits of concurrency.
   *
   * @param statements maximum number of concurrent statements
   * @param ids maximum number of ids in one statement
   * @param waiting maximum number of waiting requests
   * @param patience how long a request waits
   */
  record Limits(int statements, int ids, int waiting, Duration patience) {}

  private final Function<Collection<String>, Map<String, V>> statement;
  private final Limits limits;
  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Request<V>> waiting = new ArrayDeque<>();
  private int running;

  RequestCoalescer(Function<Collection<String>, Map<String, V>> statement, Limits limits) {
    this.statement = statement;
    this.limits = limits;
  }

  /**
   * Reads the values; ids without a value are absent.
   *
   * @throws AccessUnavailable if it takes too long, if too many requests wait already, or if the
   *     statement failed
   */
  Map<String, V> read(Collection<String> ids) {
    Request<V> request = new Request<>(Set.copyOf(ids));
    if (!mayStart(request)) {
      Map<String, V> answer = await(request);
      if (answer != null) {
        return answer;
      }
    }
    return readFor(request);
  }

  private boolean mayStart(Request<V> request) {
    lock.lock();
    try {
      if (running < limits.statements()) {
        running++;
        return true;
      }
      if (waiting.size() >= limits.waiting()) {
        throw new AccessUnavailable("too many requests are waiting for an answer", null);
      }
      waiting.add(request);
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** The values that another request read for this one; null if this one must read for others. */
  private @Nullable Map<String, V> await(Request<V> request) {
    AccessUnavailable gaveUp;
    try {
      return request.answer(limits.patience());
    } catch (TimeoutException slow) {
      gaveUp = new AccessUnavailable("the database took too long", slow);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      gaveUp = new AccessUnavailable("Lapse is stopping", stopping);
    }
    if (request.giveUp(gaveUp)) {
      forget(request);
      throw gaveUp;
    }
    // just now it was answered, or chosen to read for others
    return request.answerNow();
  }

  private void forget(Request<V> request) {
    lock.lock();
    try {
      waiting.remove(request);
    } finally {
      lock.unlock();
    }
  }

  private Map<String, V> readFor(Request<V> first) {
    List<Request<V>> others = List.of();
    try {
      others = takeOthers(first.ids().size());
      Set<String> ids = new HashSet<>(first.ids());
      others.forEach(other -> ids.addAll(other.ids()));
      Map<String, V> read = statement.apply(ids);
      others.forEach(other -> other.answered(read));
      return only(first.ids(), read);
    } catch (RuntimeException | Error failed) {
      log.warn(
          "could not read the access of accounts: {}",
          NestedExceptionUtils.getMostSpecificCause(failed).toString());
      AccessUnavailable why = new AccessUnavailable("the database does not answer", failed);
      others.forEach(other -> other.giveUp(why));
      throw why;
    } finally {
      passOn();
    }
  }

  private List<Request<V>> takeOthers(int ids) {
    List<Request<V>> others = new ArrayList<>();
    int room = limits.ids() - ids;
    lock.lock();
    try {
      while (!waiting.isEmpty() && waiting.getFirst().ids().size() <= room) {
        Request<V> other = waiting.removeFirst();
        room -= other.ids().size();
        others.add(other);
      }
    } finally {
      lock.unlock();
    }
    return others;
  }

  /** Passes the slot of a finished statement to the request that waits longest, or frees it. */
  private void passOn() {
    lock.lock();
    try {
      while (!waiting.isEmpty()) {
        if (waiting.removeFirst().lead()) {
          return;
        }
      }
      running--;
    } finally {
      lock.unlock();
    }
  }

  private static <V> Map<String, V> only(Set<String> ids, Map<String, V> read) {
    Map<String, V> own = new HashMap<>();
    for (String id : ids) {
      V value = read.get(id);
      if (value != null) {
        own.put(id, value);
      }
    }
    return own;
  }

  /**
   * A waiting request. It is answered, chosen to read for others, or gives up, whichever is first.
   */
  private static final class Request<V> {
    private final Set<String> ids;
    private final CompletableFuture<@Nullable Map<String, V>> answer = new CompletableFuture<>();

    Request(Set<String> ids) {
      this.ids = ids;
    }

    Set<String> ids() {
      return ids;
    }

    boolean lead() {
      return answer.complete(null);
    }

    void answered(Map<String, V> read) {
      answer.complete(only(ids, read));
    }

    boolean giveUp(AccessUnavailable why) {
      return answer.completeExceptionally(why);
    }

    @Nullable Map<String, V> answer(Duration patience)
        throws InterruptedException, TimeoutException {
      try {
        return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
      } catch (ExecutionException failed) {
        throw AccessUnavailable.because(failed);
      }
    }

    @Nullable Map<String, V> answerNow() {
      try {
        return answer.getNow(null);
      } catch (CompletionException failed) {
        throw AccessUnavailable.because(failed);
      }
    }
  }
}
