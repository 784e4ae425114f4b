package dev.lapse.erase.s3;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a listing.
 *
 * @param entries in the order of the listing
 * @param next where the next page begins; null on the last page
 */
record ListingPage(List<ListedEntry> entries, @Nullable Marker next) {
  /** The entry after which a page begins. */
  record Marker(String key, @Nullable String id) {}
}
