package dev.lapse.erase.s3;

import dev.lapse.account.RowCounts;
import dev.lapse.erase.outside.NonTransactionalErasure;
import dev.lapse.erase.outside.NonTransactionalStore;
import dev.lapse.erase.outside.StoreItems;
import dev.lapse.erase.outside.StoreProgress;
import dev.lapse.erase.store.AccountsFailed;
import dev.lapse.erase.store.ErasurePreview;
import dev.lapse.erase.store.StoreErasure;
import dev.lapse.erase.store.StoreFailed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Erases the objects of accounts from a bucket. S3's own report of a deletion is not sufficient: an
 * object counts as gone once a later listing does not show it, and no longer if another one does.
 */
final class EraseFromS3 extends NonTransactionalErasure {
  /** How many items are listed before they are deleted. */
  private static final int MOST_LISTED = 20_000;

  /** Codes that leave open whether the item was deleted. */
  private static final Set<String> MAYBE =
      Set.of(
          "InternalError", "ServiceUnavailable", "SlowDown", "RequestTimeout", DeleteItems.UNNAMED);

  /**
   * How often a server may list items again that it reported as deleted, or that its next listing
   * lacks.
   */
  private static final int PATIENCE = 3;

  /** How often items may be added while the listed ones are deleted. */
  private static final int MOST_ROUNDS = 50;

  private final Function<BooleanSupplier, FindItems> finder;
  private final FindItems find;
  private final FindLocks locks;
  private final DeleteItems delete;
  private final BucketSettings settings;
  private final StoreItems items;

  /**
   * @param finder creates a finder, given the check to make between two pages of a listing
   */
  EraseFromS3(
      NonTransactionalStore outside,
      Function<BooleanSupplier, FindItems> finder,
      FindLocks locks,
      DeleteItems delete,
      BucketSettings settings,
      StoreItems items) {
    super(outside);
    this.finder = finder;
    this.find = finder.apply(outside.goOn());
    this.locks = locks;
    this.delete = delete;
    this.settings = settings;
    this.items = items;
  }

  @Override
  public StoreErasure heeding(BooleanSupplier goOn) {
    return new EraseFromS3(outside.heeding(goOn), finder, locks, delete, settings, items);
  }

  /** A listing that shows less than expected may be outdated. */
  @Override
  protected boolean proves(long expected, long gone) {
    return gone >= expected;
  }

  @Override
  public boolean isValidKey(String id) {
    return find.isValidKey(id);
  }

  @Override
  protected RowCounts look(Collection<String> ids) {
    return counted(ids, some -> {});
  }

  /** A listed item is not gone, whatever an earlier listing showed. */
  @Override
  public RowCounts remaining(Collection<String> ids) {
    return counted(ids, this::shown);
  }

  private RowCounts counted(Collection<String> ids, Consumer<List<BucketItem>> each) {
    RowCounts rows = new RowCounts();
    find.each(
        ids,
        some -> {
          some.forEach(bucketItem -> count(rows, bucketItem));
          each.accept(some);
          return true;
        });
    return rows;
  }

  @Override
  protected ErasurePreview previewInStore(Collection<String> ids) {
    RowCounts rows = new RowCounts();
    Map<String, Long> unclear = new HashMap<>();
    Map<String, String> refused = new HashMap<>();
    find.each(
        ids,
        some -> {
          for (BucketItem bucketItem : some) {
            count(rows, bucketItem);
            if (!bucketItem.clear()) {
              unclear.merge(bucketItem.account(), 1L, Long::sum);
            } else {
              obstacle(bucketItem, refused);
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
      rows.byAccount()
          .keySet()
          .forEach(
              id ->
                  refused.put(
                      id,
                      reason(
                          "the bucket has MFA delete, so that versions can only be deleted by hand")));
    }
    return new ErasurePreview(rows, refused);
  }

  private void obstacle(BucketItem bucketItem, Map<String, String> refused) {
    if (refused.containsKey(bucketItem.account()) || bucketItem.kind() == BucketItem.Kind.UPLOAD) {
      return;
    }
    if (!bucketItem.fitsXml() && !bucketItem.fitsPath()) {
      refused.put(
          bucketItem.account(),
          reason(
              "a key with .. and with characters that XML cannot carry can only be deleted by hand"));
    } else if (settings.locks() && bucketItem.kind() == BucketItem.Kind.VERSION) {
      locks
          .find(bucketItem)
          .ifPresent(lock -> refused.put(bucketItem.account(), reason("object lock: " + lock)));
    }
  }

  /**
   * Lists and deletes until nothing is listed any more, so that it also finds added items. Only
   * items in two listings are deleted and counted: a server that lists items that do not exist
   * would also report them as deleted.
   */
  @Override
  protected boolean erase(UUID run, Collection<String> ids, BooleanSupplier afterEach) {
    countInterrupted(ids);
    Set<String> deleted = new HashSet<>();
    int again = 0;
    int unsure = 0;
    int rounds = 0;
    for (List<BucketItem> listed = some(ids); !listed.isEmpty(); listed = some(ids)) {
      List<BucketItem> found = find.confirmed(listed);
      if (found.isEmpty() && unsure++ == PATIENCE) {
        throw failed(
            "does not answer as S3: it lists %d objects that its next listing lacks"
                .formatted(listed.size()));
      }
      if (!found.isEmpty()
          && found.stream().allMatch(bucketItem -> deleted.contains(bucketItem.digest()))
          && again++ == PATIENCE) {
        throw failed(
            "S3 reported %d objects as deleted but still lists them".formatted(found.size()));
      }
      if (listed.size() < MOST_LISTED && rounds++ == MOST_ROUNDS) {
        throw failed("new objects appear as fast as they are deleted");
      }
      for (int from = 0; from < found.size(); from += DeleteItems.MOST) {
        List<BucketItem> batch =
            found.subList(from, Math.min(found.size(), from + DeleteItems.MOST));
        batch.forEach(bucketItem -> deleted.add(bucketItem.digest()));
        delete(run, batch);
        if (!afterEach.getAsBoolean()) {
          return false;
        }
      }
    }
    // the last listing showed nothing
    ids.forEach(id -> items.goneExcept(name, id, Set.of()));
    return true;
  }

  private StoreFailed failed(String what) {
    return new StoreFailed(reason(what), false, null);
  }

  private void delete(UUID run, List<BucketItem> batch) {
    Map<StoreProgress.ProgressKey, List<BucketItem>> places =
        batch.stream()
            .collect(
                Collectors.groupingBy(
                    bucketItem -> place(run, bucketItem), LinkedHashMap::new, Collectors.toList()));
    places.forEach((progressKey, of) -> items.begin(progressKey, digests(of)));
    Map<BucketItem, String> refused = delete.delete(batch);
    if (!refused.isEmpty()) {
      places.forEach(
          (progressKey, of) ->
              items.kept(
                  progressKey,
                  digests(
                      of.stream()
                          .filter(refused::containsKey)
                          .filter(bucketItem -> !MAYBE.contains(refused.get(bucketItem)))
                          .toList())));
      Map<String, String> words = DeleteItems.words(refused);
      words.replaceAll((account, what) -> reason(what));
      throw new AccountsFailed(words);
    }
  }

  /** Checks which of the pending items still exist. */
  @Override
  protected void countInterrupted(Collection<String> ids) {
    Set<String> pending = items.pending(name, ids);
    if (pending.isEmpty()) {
      return;
    }
    Map<String, Set<String>> there = new HashMap<>();
    find.each(
        pending,
        some -> {
          some.forEach(
              bucketItem ->
                  there
                      .computeIfAbsent(bucketItem.account(), account -> new HashSet<>())
                      .add(bucketItem.digest()));
          return true;
        });
    pending.forEach(
        account -> items.goneExcept(name, account, there.getOrDefault(account, Set.of())));
  }

  private void shown(List<BucketItem> some) {
    some.stream()
        .collect(Collectors.groupingBy(BucketItem::account))
        .forEach((account, of) -> items.shown(name, account, digests(of)));
  }

  private List<BucketItem> some(Collection<String> ids) {
    List<BucketItem> some = new ArrayList<>();
    find.each(
        ids,
        found -> {
          some.addAll(found);
          return some.size() < MOST_LISTED;
        });
    return some;
  }

  private void count(RowCounts rows, BucketItem bucketItem) {
    rows.add(bucketItem.account(), name + "." + bucketItem.kind().set(), 1);
  }

  private StoreProgress.ProgressKey place(UUID run, BucketItem bucketItem) {
    return new StoreProgress.ProgressKey(run, name, bucketItem.account(), bucketItem.kind().set());
  }

  private static List<String> digests(List<BucketItem> items) {
    return items.stream().map(BucketItem::digest).toList();
  }
}
