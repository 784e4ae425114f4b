package dev.lapse.catalog;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of a store as they stand in the file, {@code ${...}} unresolved, so that they can
 * be written back without a secret in them.
 *
 * @param cells empty where the catalog names none
 */
public record StoreText(Address store, Map<String, Address> cells) {
  public static final StoreText NONE = new StoreText(new Address(null, null, null), Map.of());

  /** What is written of one address; null where nothing is. */
  public record Address(
      @Nullable String url, @Nullable String username, @Nullable String password) {
    /** Nothing of it: a person may have written a password in clear. */
    @Override
    public String toString() {
      return "…";
    }
  }
}
