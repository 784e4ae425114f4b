package dev.lapse.catalog;

import dev.lapse.file.Position;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP service that erases its data of an account, as {@code docs/http-store.yaml} describes.
 *
 * @param cells the service of each cell; only {@code main} if the catalog names none
 * @param timeout how long an erasure that the service has accepted may take
 * @param verifyAgain the pause between two checks if one is not sufficient
 */
public record HttpStore(
    String name,
    Map<String, Service> cells,
    Duration timeout,
    Duration verifyAgain,
    StoreYaml text,
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

  @Override
  public List<String> identity() {
    return List.of("http", name);
  }

  /** The URL of a service and its token. Never printed, because it contains the token. */
  public record Service(URI url, @Nullable String token) {
    @Override
    public String toString() {
      return url.toString();
    }
  }
}
