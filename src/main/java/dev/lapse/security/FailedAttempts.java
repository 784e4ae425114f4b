package dev.lapse.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Counts failed attempts to sign in, by address and by user name: ten a minute. A wrong attempt
 * takes a token out of a bucket; while one of the two is empty, nobody gets in.
 */
@Component
final class FailedAttempts {
  /** How many may fail before the next is not looked at. */
  static final int ALLOWED = 10;

  /** After which time as many may fail again. */
  static final Duration PERIOD = Duration.ofMinutes(1);

  /** More than this many are not remembered; the least used are forgotten. */
  private static final int REMEMBERED = 20_000;

  private static final int LONGEST_NAME = 64;
  private static final int NETWORK_BYTES = 8;

  private final Cache<String, Bucket> buckets;
  private final TimeMeter time;

  FailedAttempts(Clock clock) {
    time = new ClockTime(clock);
    buckets =
        Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterAccess(PERIOD.multipliedBy(2))
            .ticker(time::currentTimeNanos)
            .executor(Runnable::run)
            .build();
  }

  /** How long nobody gets in from this address or as this user; empty if somebody may. */
  Optional<Duration> wait(String address, @Nullable String user) {
    return keys(address, user)
        .flatMap(key -> Stream.ofNullable(buckets.getIfPresent(key)))
        .map(bucket -> bucket.estimateAbilityToConsume(1))
        .filter(estimate -> !estimate.canBeConsumed())
        .map(estimate -> Duration.ofNanos(estimate.getNanosToWaitForRefill()))
        .max(Duration::compareTo);
  }

  /**
   * Counts one that failed. False if it was one too many: of those that are too many for an address
   * none counts against the user too, or it would take the place of one that is told.
   */
  boolean failed(String address, @Nullable String user) {
    return keys(address, user).allMatch(key -> buckets.get(key, unknown -> bucket()).tryConsume(1));
  }

  /** How many addresses and names are remembered. */
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

  /** Whoever has an IPv6 address has as many as it likes: all of its network count as one. */
  private static String network(String said) {
    // what is no address could be a name, which must not be looked up, and long
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

  private record ClockTime(Clock clock) implements TimeMeter {
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
