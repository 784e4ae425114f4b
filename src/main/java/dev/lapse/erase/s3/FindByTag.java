package dev.lapse.erase.s3;

import dev.lapse.catalog.S3Store.Owner;
import dev.lapse.erase.s3.Item.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/**
 * A tag of each version says whose it is: the whole bucket is listed, and one request asks for the
 * tags of each version. Delete markers have no tags: they belong to whom the versions under their
 * key belong, and go before them, so that a crash leaves none without owner. Unfinished uploads say
 * nothing of tags and are not found.
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
  public boolean writes(String id) {
    return !id.isEmpty() && id.length() <= LONGEST_VALUE;
  }

  @Override
  public void each(Collection<String> ids, Predicate<List<Item>> some) {
    if (!ids.isEmpty()) {
      Pass pass = new Pass(new HashSet<>(ids), some);
      if (listings.versions("", pass::page)) {
        pass.end();
      }
    }
  }

  /** One pass over the bucket. */
  private final class Pass {
    private final Set<String> wanted;
    private final Predicate<List<Item>> some;

    /** By key; what stands under one key may be spread over several pages. */
    private final Map<String, Versions> open = new LinkedHashMap<>();

    private List<Item> found = new ArrayList<>();

    Pass(Set<String> wanted, Predicate<List<Item>> some) {
      this.wanted = wanted;
      this.some = some;
    }

    boolean page(ListObjectVersionsResponse page) {
      page.versions().forEach(version -> of(version.key()).objects.add(version));
      page.deleteMarkers().forEach(marker -> of(marker.key()).markers.add(marker));
      String unfinished = page.nextKeyMarker();
      List<String> whole = open.keySet().stream().filter(key -> !key.equals(unfinished)).toList();
      for (String key : whole) {
        found.addAll(items(Objects.requireNonNull(open.remove(key))));
      }
      return found.size() < SOME || passOn();
    }

    /** What is left after the last page. */
    void end() {
      open.values().forEach(versions -> found.addAll(items(versions)));
      if (!found.isEmpty()) {
        passOn();
      }
    }

    private Versions of(String key) {
      return open.computeIfAbsent(key, first -> new Versions());
    }

    private boolean passOn() {
      List<Item> full = found;
      found = new ArrayList<>();
      return some.test(full);
    }

    /** Whose is what stands under one key? */
    private List<Item> items(Versions versions) {
      List<String> owners =
          versions.objects.stream()
              .map(object -> listings.tag(object.key(), object.versionId(), owner.key()).orElse(""))
              .toList();
      Set<String> different = new TreeSet<>(owners);
      boolean clear = different.size() == 1;
      List<Item> items = new ArrayList<>();
      for (String account : different) {
        if (wanted.contains(account)) {
          versions.markers.forEach(
              marker ->
                  items.add(
                      new Item(
                          account,
                          Kind.MARKER,
                          marker.key(),
                          marker.versionId(),
                          marker.lastModified(),
                          clear)));
        }
      }
      for (int i = 0; i < owners.size(); i++) {
        if (wanted.contains(owners.get(i))) {
          ObjectVersion object = versions.objects.get(i);
          items.add(
              new Item(
                  owners.get(i),
                  Kind.VERSION,
                  object.key(),
                  object.versionId(),
                  object.lastModified(),
                  clear));
        }
      }
      return items;
    }
  }

  /** What stands under one key. */
  private static final class Versions {
    final List<ObjectVersion> objects = new ArrayList<>();
    final List<DeleteMarkerEntry> markers = new ArrayList<>();
  }
}
