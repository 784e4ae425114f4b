package dev.lapse.erase.s3;

import dev.lapse.catalog.S3Store.Owner;
import dev.lapse.erase.s3.BucketItem.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A tag of each version determines its owner: the whole bucket is listed, and one request per
 * version reads its tags. Delete markers have no tags: they have the owner of the versions under
 * their key, and are deleted before them, so that a crash leaves none without an owner. Unfinished
 * uploads do not show tags and are not found.
 */
final class FindByTag implements FindItems {
  private static final int LONGEST_VALUE = 256;
  private static final int SOME = 1_000;

  private final Listings listings;
  private final Owner.Tag owner;

  FindByTag(Listings listings, Owner.Tag owner) {
    this.listings = listings;
    this.owner = owner;
  }

  @Override
  public boolean isValidKey(String id) {
    return !id.isEmpty() && id.length() <= LONGEST_VALUE;
  }

  @Override
  public void each(Collection<String> ids, Predicate<List<BucketItem>> some) {
    if (!ids.isEmpty()) {
      Pass pass = new Pass(new HashSet<>(ids), some);
      if (listings.versions("", pass::page)) {
        pass.end();
      }
    }
  }

  /** Without the tags, which a listing of versions does not contain. */
  @Override
  public List<BucketItem> confirmed(List<BucketItem> items) {
    Set<ListedEntry> named =
        listings.named("", items.stream().map(BucketItem::entry).collect(Collectors.toSet()));
    return items.stream().filter(bucketItem -> named.contains(bucketItem.entry())).toList();
  }

  /** The first page, and the tags of its first version: reading all would mean the whole bucket. */
  @Override
  public void tryOut() {
    listings.versions(
        "",
        listingPage -> {
          listingPage.entries().stream()
              .filter(listedEntry -> listedEntry.kind() == Kind.VERSION)
              .findFirst()
              .ifPresent(listings::tags);
          return false;
        });
  }

  /** One pass over the bucket. */
  private final class Pass {
    private final Set<String> wanted;
    private final Predicate<List<BucketItem>> some;

    /** Groups by key; the versions of one key may be spread over several pages. */
    private final Map<String, List<ListedEntry>> open = new LinkedHashMap<>();

    private List<BucketItem> found = new ArrayList<>();

    Pass(Set<String> wanted, Predicate<List<BucketItem>> some) {
      this.wanted = wanted;
      this.some = some;
    }

    boolean page(ListingPage listingPage) {
      listingPage
          .entries()
          .forEach(
              listedEntry ->
                  open.computeIfAbsent(listedEntry.key(), key -> new ArrayList<>())
                      .add(listedEntry));
      String unfinished = listingPage.next() == null ? null : listingPage.next().key();
      List<String> whole = open.keySet().stream().filter(key -> !key.equals(unfinished)).toList();
      for (String key : whole) {
        found.addAll(items(Objects.requireNonNull(open.remove(key))));
      }
      return found.size() < SOME || passOn();
    }

    /** Handles the rest after the last page. */
    void end() {
      open.values().forEach(entries -> found.addAll(items(entries)));
      if (!found.isEmpty()) {
        passOn();
      }
    }

    private boolean passOn() {
      List<BucketItem> full = found;
      found = new ArrayList<>();
      return some.test(full);
    }

    /** Determines the owners of the entries under one key. Delete markers first. */
    private List<BucketItem> items(List<ListedEntry> entries) {
      Map<ListedEntry, String> owners = new HashMap<>();
      for (ListedEntry listedEntry : entries) {
        if (listedEntry.kind() == Kind.VERSION) {
          owners.put(listedEntry, listings.tags(listedEntry).getOrDefault(owner.key(), ""));
        }
      }
      Set<String> different = new HashSet<>(owners.values());
      boolean clear = different.size() == 1;
      List<BucketItem> items = new ArrayList<>();
      for (String account : different) {
        if (wanted.contains(account)) {
          entries.stream()
              .filter(listedEntry -> listedEntry.kind() == Kind.MARKER)
              .forEach(marker -> items.add(BucketItem.of(account, marker, clear)));
        }
      }
      for (ListedEntry listedEntry : entries) {
        String account = owners.get(listedEntry);
        if (account != null && wanted.contains(account)) {
          items.add(BucketItem.of(account, listedEntry, clear));
        }
      }
      return items;
    }
  }
}
