package dev.lapse.erase.s3;

import dev.lapse.erase.AccountsFailed;
import dev.lapse.erase.EraseOutside;
import dev.lapse.erase.Foreseen;
import dev.lapse.erase.StoreFailed;
import dev.lapse.erase.StoreProgress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** Erases the objects of accounts from a bucket. */
final class EraseFromS3 extends EraseOutside {
  /** How much is listed before it is deleted. */
  private static final int MOST_LISTED = 20_000;

  /** Codes that do not tell whether it was done. */
  private static final Set<String> MAYBE =
      Set.of("InternalError", "ServiceUnavailable", "SlowDown", "RequestTimeout");

  /** How often a server may list again what it said was deleted. */
  private static final int PATIENCE = 3;

  private final FindItems find;
  private final FindLocks locks;
  private final DeleteItems delete;
  private final BucketSettings settings;

  EraseFromS3(
      String name,
      FindItems find,
      FindLocks locks,
      DeleteItems delete,
      BucketSettings settings,
      StoreProgress progress) {
    super(name, progress);
    this.find = find;
    this.locks = locks;
    this.delete = delete;
    this.settings = settings;
  }

  @Override
  public boolean writes(String id) {
    return find.writes(id);
  }

  @Override
  public Map<String, Map<String, Long>> count(Collection<String> ids) {
    Map<String, Map<String, Long>> rows = new HashMap<>();
    find.each(
        ids,
        items -> {
          items.forEach(item -> count(rows, item));
          return true;
        });
    return rows;
  }

  @Override
  public Foreseen foresee(Collection<String> ids) {
    Map<String, Map<String, Long>> rows = new HashMap<>();
    Map<String, Long> unclear = new HashMap<>();
    Map<String, String> refused = new HashMap<>();
    find.each(
        ids,
        items -> {
          for (Item item : items) {
            count(rows, item);
            if (!item.clear()) {
              unclear.merge(item.account(), 1L, Long::sum);
            } else if (settings.locks()
                && item.kind() == Item.Kind.VERSION
                && !refused.containsKey(item.account())) {
              locks
                  .of(item)
                  .ifPresent(lock -> refused.put(item.account(), reason("object lock: " + lock)));
            }
          }
          return true;
        });
    unclear.forEach(
        (id, count) ->
            refused.put(
                id,
                reason(
                    "%d objects have other versions under the same key without the account's tag"
                        .formatted(count))));
    if (settings.needsSecondFactor()) {
      rows.keySet()
          .forEach(
              id ->
                  refused.put(
                      id,
                      reason(
                          "the bucket has MFA delete, so that versions can only be deleted by hand")));
    }
    return new Foreseen(rows, refused);
  }

  /** Lists and deletes until nothing is listed any more, so that it finds what was added, too. */
  @Override
  protected boolean erase(UUID run, Collection<String> ids, BooleanSupplier afterEach) {
    takeOver(run, ids);
    Set<String> deleted = new HashSet<>();
    int again = 0;
    for (List<Item> found = some(ids); !found.isEmpty(); found = some(ids)) {
      if (found.stream().allMatch(item -> deleted.contains(item.digest())) && again++ == PATIENCE) {
        throw new StoreFailed(
            reason("S3 said that %d objects were deleted, and lists them still")
                .formatted(found.size()),
            false,
            null);
      }
      for (int from = 0; from < found.size(); from += DeleteItems.MOST) {
        List<Item> batch = found.subList(from, Math.min(found.size(), from + DeleteItems.MOST));
        delete(run, batch, deleted);
        if (!afterEach.getAsBoolean()) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * @param before what was deleted before; if it is listed again, it is not counted again
   */
  private void delete(UUID run, List<Item> batch, Set<String> before) {
    Map<StoreProgress.Place, List<Item>> places = new LinkedHashMap<>();
    for (Item item : batch) {
      if (before.add(item.digest())) {
        places.computeIfAbsent(place(run, item), key -> new ArrayList<>()).add(item);
      }
    }
    places.forEach((place, items) -> progress.begin(place, digests(items)));
    Map<Item, String> refused = delete.of(batch);
    places.forEach(
        (place, items) -> {
          progress.gone(
              place, digests(items.stream().filter(item -> !refused.containsKey(item)).toList()));
          progress.kept(
              place,
              digests(
                  items.stream()
                      .filter(refused::containsKey)
                      .filter(item -> !MAYBE.contains(refused.get(item)))
                      .toList()));
        });
    if (!refused.isEmpty()) {
      throw new AccountsFailed(words(refused));
    }
  }

  /**
   * What an interrupted run left is counted for it, once; what is still there will be this one's.
   */
  private void takeOver(UUID run, Collection<String> ids) {
    countInterrupted(ids);
    progress.open(name, ids).stream()
        .map(StoreProgress.Open::place)
        .filter(place -> !place.run().equals(run))
        .forEach(progress::forget);
  }

  @Override
  protected void countInterrupted(Collection<String> ids) {
    List<StoreProgress.Open> open = progress.open(name, ids);
    if (open.isEmpty()) {
      return;
    }
    Set<String> there = new HashSet<>();
    find.each(
        open.stream().map(each -> each.place().account()).distinct().toList(),
        items -> there.addAll(digests(items)) || true);
    open.forEach(
        each ->
            progress.gone(
                each.place(),
                each.pending().stream().filter(item -> !there.contains(item)).toList()));
  }

  private List<Item> some(Collection<String> ids) {
    List<Item> some = new ArrayList<>();
    find.each(
        ids,
        items -> {
          some.addAll(items);
          return some.size() < MOST_LISTED;
        });
    return some;
  }

  private Map<String, String> words(Map<Item, String> refused) {
    Map<String, Map<String, Long>> codes = new HashMap<>();
    refused.forEach(
        (item, code) ->
            codes
                .computeIfAbsent(item.account(), key -> new TreeMap<>())
                .merge(code, 1L, Long::sum));
    Map<String, String> words = new HashMap<>();
    codes.forEach(
        (account, counts) ->
            words.put(
                account,
                reason(
                    counts.entrySet().stream()
                            .map(
                                count ->
                                    "%d objects %s".formatted(count.getValue(), count.getKey()))
                            .collect(java.util.stream.Collectors.joining(", ", "not deleted: ", ""))
                        + (counts.containsKey("AccessDenied")
                            ? " (a lock, or the right s3:DeleteObjectVersion is missing)"
                            : ""))));
    return words;
  }

  private void count(Map<String, Map<String, Long>> rows, Item item) {
    rows.computeIfAbsent(item.account(), key -> new TreeMap<>())
        .merge(name + "." + item.kind().set(), 1L, Long::sum);
  }

  private StoreProgress.Place place(UUID run, Item item) {
    return new StoreProgress.Place(run, name, item.account(), item.kind().set());
  }

  private static List<String> digests(List<Item> items) {
    return items.stream().map(Item::digest).toList();
  }
}
