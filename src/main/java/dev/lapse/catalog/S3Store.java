package dev.lapse.catalog;

import dev.lapse.file.Position;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A bucket with objects of accounts, or one per cell.
 *
 * @param owner how the owner of an object is determined
 * @param cells the bucket of each cell; only {@code main} if the catalog names none
 * @param verifyAgain the pause between two checks if one is not sufficient
 */
public record S3Store(
    String name,
    Owner owner,
    Map<String, Bucket> cells,
    Duration verifyAgain,
    StoreYaml text,
    Position at)
    implements OtherStore {
  @Override
  public List<String> sets() {
    return List.of("objects", "uploads");
  }

  @Override
  public Set<String> cellNames() {
    return cells.keySet();
  }

  @Override
  public List<String> identity() {
    return owner instanceof Owner.Prefix prefix
        ? List.of("s3", name, "prefix", prefix.before(), prefix.after())
        : List.of("s3", name, "tag", ((Owner.Tag) owner).key());
  }

  /** How the owner of an object is determined. */
  public sealed interface Owner {
    /**
     * Its key begins with {@code before}, the account's id and {@code after}. The first character
     * of {@code after} is in no id, so that account 4 never owns the objects of 42.
     */
    record Prefix(String before, String after) implements Owner {}

    /** It has a tag with this key, whose value is the account's id. */
    record Tag(String key) implements Owner {}
  }

  /**
   * The address of a bucket and its credentials. Never printed, because it contains the secret key.
   *
   * @param endpoint endpoint of a server that is not Amazon's
   * @param accessKey null, like the secret key, to use Amazon's default credentials chain
   */
  public record Bucket(
      String name,
      String region,
      @Nullable URI endpoint,
      @Nullable String accessKey,
      @Nullable String secretKey) {
    @Override
    public String toString() {
      return name;
    }
  }
}
