package dev.lapse.source;

import dev.lapse.catalog.Store;
import dev.lapse.file.Position;

/**
 * What yields the accounts where they live in a store.
 *
 * @param query a select; one row for each account
 * @param page rows that are read at once
 * @param at where it stands
 */
public record AccountsQuery(Store store, String query, int page, Position at) {
  /** In a from clause, as {@code q}; a comment may be its last line. */
  String from() {
    return "(\n" + query + "\n) q";
  }

  /** Who says so, as evidence names it. */
  String actor() {
    return "store:" + store.name();
  }
}
