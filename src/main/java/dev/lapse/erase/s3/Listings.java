package dev.lapse.erase.s3;

import dev.lapse.erase.s3.ListingPage.Marker;
import dev.lapse.erase.store.ParsedResponse;
import dev.lapse.erase.store.StopRequested;
import dev.lapse.erase.store.StoreFailed;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Lists a bucket page by page. A page that does not advance is refused, so that every listing ends,
 * and a stop is obeyed between two pages.
 */
final class Listings {
  /** Some servers return empty pages before the next entry. */
  private static final int MOST_EMPTY_PAGES = 100;

  private final ReadBucket bucket;
  private final DescribeS3 describe;
  private final boolean withIds;
  private final BooleanSupplier goOn;

  /**
   * @param withIds true if the bucket keeps versions
   * @param goOn checked between pages
   */
  Listings(ReadBucket bucket, DescribeS3 describe, boolean withIds, BooleanSupplier goOn) {
    this.bucket = bucket;
    this.withIds = withIds;
    this.describe = describe;
    this.goOn = goOn;
  }

  /**
   * All versions and delete markers under a prefix; in a bucket without versions, the objects.
   *
   * @param each returns whether to continue
   * @return false if it stopped the listing
   * @throws StopRequested if a stop was requested meanwhile
   */
  boolean versions(String prefix, Predicate<ListingPage> each) {
    return pages("ListObjectVersions", from -> bucket.versions(prefix, from, withIds), each);
  }

  /** All uploads under a prefix that were neither completed nor aborted. */
  boolean uploads(String prefix, Predicate<ListingPage> each) {
    return pages("ListMultipartUploads", from -> bucket.uploads(prefix, from), each);
  }

  /** Those of the entries that a listing also contains. */
  Set<ListedEntry> named(String prefix, Set<ListedEntry> wanted) {
    Set<ListedEntry> named = new HashSet<>();
    Predicate<ListingPage> look =
        listingPage -> {
          listingPage.entries().stream().filter(wanted::contains).forEach(named::add);
          return named.size() < wanted.size();
        };
    boolean uploads =
        wanted.stream().anyMatch(listedEntry -> listedEntry.kind() == BucketItem.Kind.UPLOAD);
    if (versions(prefix, look) && uploads) {
      uploads(prefix, look);
    }
    return named;
  }

  /** The tags of a version; none if it is gone. */
  Map<String, String> tags(ListedEntry version) {
    return bucket.ifAny("GetObjectTagging", bucket.tags(version)).orElse(Map.of());
  }

  /** Requests the page after a marker, or the first one without. */
  @FunctionalInterface
  private interface PageAfter {
    ParsedResponse<ListingPage> read(@Nullable Marker from);
  }

  private boolean pages(String operation, PageAfter ask, Predicate<ListingPage> each) {
    Set<Marker> seen = new HashSet<>();
    List<ListedEntry> before = List.of();
    int empty = 0;
    Marker next = null;
    do {
      ListingPage listingPage = bucket.found(operation, ask.read(next));
      next = listingPage.next();
      empty = listingPage.entries().isEmpty() ? empty + 1 : 0;
      if (next != null
          && (!seen.add(next)
              || empty > MOST_EMPTY_PAGES
              || (!before.isEmpty()
                  && new HashSet<>(before).containsAll(listingPage.entries())
                  && empty == 0))) {
        throw neverEnds(operation);
      }
      before = listingPage.entries();
      if (!each.test(listingPage)) {
        return false;
      }
      if (next != null && !goOn.getAsBoolean()) {
        throw new StopRequested();
      }
    } while (next != null);
    return true;
  }

  private StoreFailed neverEnds(String operation) {
    return describe.notUnderstood(operation, "a list that does not come to an end");
  }
}
