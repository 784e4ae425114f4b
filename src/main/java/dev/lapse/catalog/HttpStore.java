package dev.lapse.catalog;

import dev.lapse.file.Position;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A service that erases what it keeps of an account, as {@code docs/http-store.yaml} describes.
 *
 * @param cells the service of each cell; {@code main} alone where the catalog names none
 * @param timeout how long an erasure that the service has accepted may take
 * @param verifyAgain the pause between two looks where one is not enough
 */
public record HttpStore(
    String name,
    Map<String, Service> cells,
    Duration timeout,
    Duration verifyAgain,
    StoreText text,
    Position at)
    implements OtherStore {
  @Override
  public List<String> sets() {
    return List.of("account");
  }

  @Override
  public Set<String> cellNames() {
    return cells.keySet();
  }

  /** Where a service is, and the token that it wants. Never printed: the token is in it. */
  public record Service(URI url, @Nullable String token) {
    @Override
    public String toString() {
      return url.toString();
    }
  }
}
