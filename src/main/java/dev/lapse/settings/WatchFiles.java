package dev.lapse.settings;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Looks every ten seconds, on each node, whether the users' files have changed. */
@Component
@ConditionalOnProperty("lapse.serve")
class WatchFiles implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(WatchFiles.class);
  private static final int SECONDS = 10;

  private final ReloadFiles reload;
  private @Nullable ScheduledExecutorService timer;

  WatchFiles(ReloadFiles reload) {
    this.reload = reload;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // the work ends with the timer
  public synchronized void start() {
    ScheduledExecutorService started =
        Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "files"));
    started.scheduleWithFixedDelay(this::attempt, SECONDS, SECONDS, TimeUnit.SECONDS);
    timer = started;
  }

  private void attempt() {
    try {
      reload.now();
    } catch (RuntimeException failed) {
      log.warn("changed files could not be loaded; retrying: {}", failed.getMessage());
    }
  }

  @Override
  public synchronized void stop() {
    if (timer != null) {
      timer.shutdownNow();
    }
    timer = null;
  }

  @Override
  public synchronized boolean isRunning() {
    return timer != null;
  }
}
