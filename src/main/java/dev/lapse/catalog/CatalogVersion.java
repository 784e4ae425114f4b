package dev.lapse.catalog;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The digest of a catalog's content. It ignores the order of entries and the addresses of the
 * stores, because a moved database keeps its data.
 */
public final class CatalogVersion {
  private static final int HEX_DIGITS = 12;

  private CatalogVersion() {}

  /** The first 12 hex digits of the SHA-256. */
  public static String of(
      List<Store> stores,
      List<OtherStore> others,
      List<DataSet> sets,
      List<AccountSequence> sequences) {
    StringBuilder text = new StringBuilder();
    stores.stream()
        .sorted(Comparator.comparing(Store::name))
        .forEach(
            store -> {
              add(text, "store", store.name(), store.accounts().toString(), store.key());
              new TreeSet<>(store.cells().keySet()).forEach(cell -> add(text, "cell", cell));
              store
                  .statements()
                  .forEach(
                      (lifecycleEvent, statement) ->
                          add(text, lifecycleEvent.key(), statement.text()));
            });
    others.stream()
        .sorted(Comparator.comparing(OtherStore::name))
        .forEach(
            store -> {
              add(text, store.identity().toArray(String[]::new));
              new TreeSet<>(store.cellNames()).forEach(cell -> add(text, "cell", cell));
            });
    sets.stream()
        .sorted(Comparator.comparing(DataSet::store).thenComparing(DataSet::table))
        .forEach(set -> add(text, set));
    sequences.stream()
        .map(AccountSequence::name)
        .sorted()
        .forEach(name -> add(text, "sequence", name));
    return HexFormat.of().formatHex(sha256(text.toString())).substring(0, HEX_DIGITS);
  }

  private static void add(StringBuilder text, DataSet set) {
    add(text, "set", set.store(), set.table().toString(), String.valueOf(set.billing()));
    set.ways().forEach(way -> add(text, "owned-by", way.text()));
    if (set.ownership() instanceof DataSet.Ownership.Shared) {
      add(text, "shared");
    }
    if (set.ownership() instanceof DataSet.Ownership.Unclassified unclassified) {
      add(text, "unclassified", unclassified.question());
    }
    DataSet.Keep keep = set.keep();
    if (keep != null) {
      add(text, "keep", keep.why(), keep.duration().toString());
      if (keep.countedBy() != null) {
        add(text, "keep-by", keep.countedBy());
      }
    }
    new TreeMap<>(set.anonymize())
        .forEach((column, constant) -> add(text, "anonymize", column, constant));
    new TreeMap<>(set.label()).forEach((language, label) -> add(text, "label", language, label));
    set.sideEffects().refers().forEach(way -> add(text, "refers", way.text()));
    new TreeSet<>(set.sideEffects().accepts()).forEach(name -> add(text, "accepts", name));
    new TreeSet<>(set.sideEffects().bypasses()).forEach(name -> add(text, "bypasses", name));
    set.sideEffects().largeObjects().forEach(column -> add(text, "large-object", column));
    set.sideEffects().sharedWhere().forEach(shared -> add(text, "shared-where", shared.text()));
  }

  /** Each word is prefixed with its length, so that different catalogs have different input. */
  private static void add(StringBuilder text, @Nullable String... words) {
    for (String word : words) {
      text.append(word == null ? "-" : word.length() + ":" + word).append(' ');
    }
    text.append('\n');
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
