package dev.lapse.catalog.discover.finding;

import dev.lapse.catalog.Identifier;
import dev.lapse.catalog.discover.sample.Sample;
import dev.lapse.catalog.discover.sample.SqlFragments;
import dev.lapse.catalog.live.StoreSchema.Table;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The types that rows of a pair have, and ids of each.
 *
 * @param complete true if no row has another type
 */
record PolymorphicTypes(Map<String, Set<String>> ids, boolean complete) {
  private static final int MOST_TYPES = 100;
  private static final int SOME_IDS = 100;

  /** Reads the types with an index skip scan. */
  private static final String ALONG_INDEX =
      """
      with recursive found as (
        (select %1$s as type from %2$s t where %1$s is not null order by 1 limit 1)
        union all
        select (select %1$s from %2$s t where %1$s > found.type order by 1 limit 1)
        from found
        where found.type is not null)
      select type::text from found where type is not null limit %3$d
      """;

  private static final String ALL =
      "select distinct %1$s::text from %2$s t where %1$s is not null order by 1 limit %3$d";

  private static final String IDS =
      "select distinct %s::text from %s t where %s::text = ? and %1$s is not null order by 1 limit %d";

  static PolymorphicTypes of(Table table, PolymorphicPair polymorphicPair, Findings findings) {
    Sample sample = findings.sample(table);
    Map<String, Set<String>> ids = new TreeMap<>();
    List<@Nullable String> types = sample.values(polymorphicPair.type().name());
    List<@Nullable String> keys = sample.values(polymorphicPair.id().name());
    for (int i = 0; i < types.size() && !keys.isEmpty(); i++) {
      String type = types.get(i);
      String key = keys.get(i);
      if (type != null && key != null) {
        ids.computeIfAbsent(type, none -> new TreeSet<>()).add(key);
      }
    }
    boolean complete =
        sample.whole()
            || (ids.size() <= MOST_TYPES && addOthers(table, polymorphicPair, ids, findings));
    return new PolymorphicTypes(ids, complete);
  }

  /** Reads types that no sampled row has. False if that would be slow. */
  private static boolean addOthers(
      Table table,
      PolymorphicPair polymorphicPair,
      Map<String, Set<String>> ids,
      Findings findings) {
    boolean indexed =
        table.indexes().stream()
            .anyMatch(index -> index.get(0).equals(polymorphicPair.type().name()));
    if (!indexed && !findings.lookups().isQuick(table, List.of())) {
      return false;
    }
    Set<String> all = new TreeSet<>();
    String type = "t." + Identifier.quote(polymorphicPair.type().name());
    String trouble =
        findings
            .statements()
            .tryQuery(
                (indexed ? ALONG_INDEX : ALL)
                    .formatted(type, SqlFragments.from(table), MOST_TYPES + 1),
                List.of(),
                row -> all.add(row.getString(1)));
    all.removeAll(ids.keySet());
    for (String other : all) {
      Set<String> some = new TreeSet<>();
      String failed =
          findings
              .statements()
              .tryQuery(
                  IDS.formatted(
                      "t." + Identifier.quote(polymorphicPair.id().name()),
                      SqlFragments.from(table),
                      type,
                      SOME_IDS),
                  List.of(other),
                  row -> some.add(row.getString(1)));
      trouble = trouble == null ? failed : trouble;
      ids.put(other, some);
    }
    return trouble == null;
  }
}
