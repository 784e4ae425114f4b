package dev.lapse.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A clock that stands still until it is set. */
public final class SettableClock extends Clock {
  private final List<Consumer<Instant>> followers = new CopyOnWriteArrayList<>();
  private volatile Instant now;

  public SettableClock(Instant now) {
    this.now = now;
  }

  public void set(Instant instant) {
    now = instant;
    followers.forEach(follower -> follower.accept(instant));
  }

  public void advance(Duration duration) {
    set(now.plus(duration));
  }

  /** Other clocks that go with this one. */
  void followedBy(Consumer<Instant> follower) {
    followers.add(follower);
    follower.accept(now);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
