package dev.lapse.erase.s3;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param entries in the order of the list
 * @param next where the list goes on; null on the last page
 */
record Page(List<Entry> entries, @Nullable Marker next) {
  /** Behind which entry a page begins. */
  record Marker(String key, @Nullable String id) {}
}
