package dev.lapse.security.refusal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.lapse.security.PlainAddress;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Limits failed attempts to sign in to ten per minute, by address and by user name. A failed
 * attempt takes a token out of both buckets; while one of them is empty, sign-in is refused.
 */
@Component
public final class FailedAttempts {
  /** Number of attempts that may fail before the next one is refused unchecked. */
  static final int ALLOWED = 10;

  /** Time until as many may fail again. */
  static final Duration PERIOD = Duration.ofMinutes(1);

  /** Maximum number of remembered addresses and names; the least recently used are dropped. */
  private static final int REMEMBERED = 20_000;

  private static final int LONGEST_NAME = 64;
  private static final int NETWORK_BYTES = 8;

  private final Cache<String, Bucket> buckets;
  private final TimeMeter time;

  FailedAttempts(InstantSource clock) {
    time = new ClockTime(clock);
    buckets =
        Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterAccess(PERIOD.multipliedBy(2))
            .ticker(time::currentTimeNanos)
            .executor(Runnable::run)
            .build();
  }

  /** How long sign-in is refused for this address or user; empty if it is allowed. */
  public Optional<Duration> wait(String address, @Nullable String user) {
    return keys(address, user)
        .flatMap(key -> Stream.ofNullable(buckets.getIfPresent(key)))
        .map(bucket -> bucket.estimateAbilityToConsume(1))
        .filter(estimate -> !estimate.canBeConsumed())
        .map(estimate -> Duration.ofNanos(estimate.getNanosToWaitForRefill()))
        .max(Duration::compareTo);
  }

  /**
   * Counts a failed attempt. False if there were too many: attempts over the limit of an address do
   * not count against the user as well, or they would use up the attempts of others.
   */
  boolean failed(String address, @Nullable String user) {
    return keys(address, user).allMatch(key -> buckets.get(key, unknown -> bucket()).tryConsume(1));
  }

  /** Number of remembered addresses and names. */
  long remembered() {
    buckets.cleanUp();
    return buckets.estimatedSize();
  }

  private Bucket bucket() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(ALLOWED).refillIntervally(ALLOWED, PERIOD))
        .withCustomTimePrecision(time)
        .build();
  }

  private static Stream<String> keys(String address, @Nullable String user) {
    return Stream.concat(
        Stream.of("address " + network(address)),
        Stream.ofNullable(user)
            .map(name -> "user " + name.substring(0, Math.min(name.length(), LONGEST_NAME))));
  }

  /** A client with an IPv6 address has many of them, so its whole network counts as one. */
  private static String network(String said) {
    // anything else could be a host name, which must not be resolved, and may be long
    String address = PlainAddress.of(said).orElse("none");
    try {
      return address.indexOf(':') >= 0
              && InetAddress.getByName(address) instanceof Inet6Address wide
              && !wide.isLoopbackAddress()
          ? HexFormat.of().formatHex(Arrays.copyOf(wide.getAddress(), NETWORK_BYTES))
          : address;
    } catch (UnknownHostException noAddress) {
      return address;
    }
  }

  private record ClockTime(InstantSource clock) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
      return ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant());
    }

    @Override
    public boolean isWallClockBased() {
      return true;
    }
  }
}
