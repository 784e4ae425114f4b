package dev.lapse.erase.s3;

import dev.lapse.catalog.S3Store.Owner;
import dev.lapse.erase.s3.Item.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;

/** The key says whose it is: two listings for each account. */
final class FindByPrefix implements FindItems {
  private final Listings listings;
  private final Owner.Prefix owner;

  FindByPrefix(Listings listings, Owner.Prefix owner) {
    this.listings = listings;
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
      String prefix = owner.before() + id + owner.after();
      boolean goOn =
          listings.versions(prefix, page -> some.test(items(id, page)))
              && listings.uploads(prefix, page -> some.test(items(id, page)));
      if (!goOn) {
        return;
      }
    }
  }

  private static List<Item> items(String id, ListObjectVersionsResponse page) {
    List<Item> items = new ArrayList<>();
    page.versions()
        .forEach(
            object ->
                items.add(
                    new Item(
                        id,
                        Kind.VERSION,
                        object.key(),
                        object.versionId(),
                        object.lastModified(),
                        true)));
    page.deleteMarkers()
        .forEach(
            marker ->
                items.add(
                    new Item(
                        id,
                        Kind.MARKER,
                        marker.key(),
                        marker.versionId(),
                        marker.lastModified(),
                        true)));
    return items;
  }

  private static List<Item> items(String id, ListMultipartUploadsResponse page) {
    return page.uploads().stream()
        .map(
            upload ->
                new Item(
                    id, Kind.UPLOAD, upload.key(), upload.uploadId(), upload.initiated(), true))
        .toList();
  }
}
