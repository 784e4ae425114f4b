package dev.lapse.source;

import dev.lapse.catalog.Store;
import dev.lapse.file.Position;

/**
 * The query that reads accounts from a store.
 *
 * @param query a select with one row per account
 * @param page number of rows read at a time
 * @param at its position in the file
 */
public record AccountsQuery(Store store, String query, int page, Position at) {
  /** The query as {@code q} for a from clause; its last line may be a comment. */
  String from() {
    return "(\n" + query + "\n) q";
  }

  /** The actor that evidence names for changes that come from the store. */
  String actor() {
    return "store:" + store.name();
  }
}
