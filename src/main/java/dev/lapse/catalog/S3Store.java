package dev.lapse.catalog;

import dev.lapse.file.Position;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A bucket that keeps objects of accounts, or one in each cell.
 *
 * @param owner what tells whose an object is
 * @param cells the bucket of each cell; {@code main} alone where the catalog names none
 * @param verifyAgain the pause between two looks where one is not enough
 */
public record S3Store(
    String name,
    Owner owner,
    Map<String, Bucket> cells,
    Duration verifyAgain,
    StoreText text,
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

  /** What tells whose an object is. */
  public sealed interface Owner {
    /**
     * Its key begins with {@code before}, the account's id and {@code after}. The first character
     * of {@code after} is in no id, so that account 4 never has what belongs to 42.
     */
    record Prefix(String before, String after) implements Owner {}

    /** It has a tag with this key, whose value is the account's id. */
    record Tag(String key) implements Owner {}
  }

  /**
   * Where a bucket is and how to sign in. Never printed: the secret key is in it.
   *
   * @param endpoint of a server that is not Amazon's
   * @param accessKey null, like the secret key, where Amazon's default chain of providers is meant
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
