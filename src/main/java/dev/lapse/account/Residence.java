package dev.lapse.account;

import org.jspecify.annotations.Nullable;

/**
 * Where accounts live: in Lapse's own table, or in a store that is read.
 *
 * @param store its name; null if accounts are imported
 */
public record Residence(@Nullable String store) {
  /**
   * Refuses a change that would be forgotten: what the store says wins.
   *
   * @throws RefusedByRule if accounts live in a store
   */
  void refuseElsewhere(String id) {
    if (store != null) {
      throw new RefusedByRule(
          "lives-elsewhere",
          "account '%s' lives in store '%s', which says whether it has lapsed; change it there (holds are placed and released here)"
              .formatted(id, store));
    }
  }
}
