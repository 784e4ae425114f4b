package dev.lapse.erase.s3;

import dev.lapse.catalog.S3Store.Owner;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The key determines the owner: two listings for each account. */
final class FindByPrefix implements FindItems {
  private final Listings listings;
  private final DescribeS3 describe;
  private final Owner.Prefix owner;

  FindByPrefix(Listings listings, DescribeS3 describe, Owner.Prefix owner) {
    this.listings = listings;
    this.describe = describe;
    this.owner = owner;
  }

  /** Account 4/2 would be within the prefix of account 4. */
  @Override
  public boolean isValidKey(String id) {
    return !id.isEmpty() && id.indexOf(owner.after().charAt(0)) < 0;
  }

  @Override
  public void each(Collection<String> ids, Predicate<List<BucketItem>> some) {
    for (String id : ids) {
      String prefix = prefix(id);
      boolean goOn =
          listings.versions(prefix, listingPage -> some.test(items(id, listingPage)))
              && listings.uploads(prefix, listingPage -> some.test(items(id, listingPage)));
      if (!goOn) {
        return;
      }
    }
  }

  @Override
  public void tryOut() {
    each(
        List.of(NOBODY),
        items -> {
          if (!items.isEmpty()) {
            throw describe.notUnderstood(
                "a list of the objects of an account that does not exist", "with objects");
          }
          return true;
        });
  }

  @Override
  public List<BucketItem> confirmed(List<BucketItem> items) {
    Map<String, Set<ListedEntry>> wanted = new LinkedHashMap<>();
    items.forEach(
        bucketItem ->
            wanted
                .computeIfAbsent(bucketItem.account(), id -> new HashSet<>())
                .add(bucketItem.entry()));
    wanted.replaceAll((id, entries) -> listings.named(prefix(id), entries));
    return items.stream()
        .filter(
            bucketItem ->
                wanted.getOrDefault(bucketItem.account(), Set.of()).contains(bucketItem.entry()))
        .toList();
  }

  private String prefix(String id) {
    return owner.before() + id + owner.after();
  }

  private static List<BucketItem> items(String id, ListingPage listingPage) {
    return listingPage.entries().stream()
        .map(listedEntry -> BucketItem.of(id, listedEntry, true))
        .toList();
  }
}
