package dev.lapse.account;

import org.jspecify.annotations.Nullable;

/**
 * Where accounts come from: imports, or a store that Lapse reads.
 *
 * @param store its name; null if accounts are imported
 */
public record AccountSource(@Nullable String store) {
  /**
   * Refuses a change that the store's data would overwrite.
   *
   * @throws RefusedByRule if accounts come from a store
   */
  public void refuseIfFromStore(String id) {
    if (store != null) {
      throw new RefusedByRule(
          "lives-elsewhere",
          "account '%s' comes from store '%s', which decides whether it has lapsed; change it there (holds are placed and released here)"
              .formatted(id, store));
    }
  }
}
