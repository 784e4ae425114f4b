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
  public boolean writes(String id) {
    return !id.isEmpty() && id.indexOf(owner.after().charAt(0)) < 0;
  }

  @Override
  public void each(Collection<String> ids, Predicate<List<Item>> some) {
    for (String id : ids) {
      String prefix = prefix(id);
      boolean goOn =
          listings.versions(prefix, page -> some.test(items(id, page)))
              && listings.uploads(prefix, page -> some.test(items(id, page)));
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
  public List<Item> confirmed(List<Item> items) {
    Map<String, Set<Entry>> wanted = new LinkedHashMap<>();
    items.forEach(
        item -> wanted.computeIfAbsent(item.account(), id -> new HashSet<>()).add(item.entry()));
    wanted.replaceAll((id, entries) -> listings.named(prefix(id), entries));
    return items.stream()
        .filter(item -> wanted.getOrDefault(item.account(), Set.of()).contains(item.entry()))
        .toList();
  }

  private String prefix(String id) {
    return owner.before() + id + owner.after();
  }

  private static List<Item> items(String id, Page page) {
    return page.entries().stream().map(entry -> Item.of(id, entry, true)).toList();
  }
}
