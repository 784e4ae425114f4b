package dev.lapse.erase;

import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.Identifier;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.StoreSchema;
import dev.lapse.catalog.StoreSchema.OnDelete;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The statements for one set. Each takes {@code :ids}, the keys of a batch of accounts as text.
 *
 * <p>The statement that erases also adds what it erased to {@code lapse_store.progress} under
 * {@code :run} and {@code :set}, and yields the number of rows: the count is committed with the
 * deed or not at all.
 *
 * @param leavesFirst conditions that no other row of the table refers to a row
 * @param sideEffects foreign keys by which PostgreSQL would delete or change referring rows
 * @param lostWithParents true if a row that stays could not be found any more once the rows are
 *     gone through which it is found
 */
record SetStatements(
    DataSet set,
    List<Way> ways,
    List<String> leavesFirst,
    List<StoreSchema.ForeignKey> sideEffects,
    boolean lostWithParents) {
  private static final String COUNT_INTO_PROGRESS =
      """
      with gone as (
      %s
      ), tally as (
        select account_id, count(*) as rows
        from gone
        group by account_id
      ), kept as (
        insert into lapse_store.progress as p (run, account_id, set_name, rows)
        select cast(:run as uuid), account_id, :set, rows
        from tally
        on conflict (run, account_id, set_name)
        do update set rows = p.rows + excluded.rows, changed_at = now()
      )
      select coalesce(sum(rows), 0)
      from tally
      """;

  /**
   * Makes the statements' parts.
   *
   * @param schema tells which references of the table point at itself: a slice must take the leaves
   *     first
   */
  static SetStatements of(DataSet set, List<Way> ways, StoreSchema schema) {
    List<String> leaves =
        schema.foreignKeys().stream()
            .filter(key -> key.from().equals(set.table()) && key.to().equals(set.table()))
            .map(
                key -> {
                  StringBuilder joins = new StringBuilder();
                  for (int i = 0; i < key.fromColumns().size(); i++) {
                    joins
                        .append(i == 0 ? "" : " and ")
                        .append(
                            "child.%s = t.%s"
                                .formatted(
                                    Identifier.quote(key.fromColumns().get(i)),
                                    Identifier.quote(key.toColumns().get(i))));
                  }
                  return "not exists (select from %s child where %s and (child.tableoid, child.ctid) <> (t.tableoid, t.ctid))"
                      .formatted(set.table().sql(), joins);
                })
            .toList();
    List<StoreSchema.ForeignKey> sideEffects =
        schema.foreignKeys().stream()
            .filter(key -> key.to().equals(set.table()))
            .filter(
                key -> key.onDelete() != OnDelete.NO_ACTION && key.onDelete() != OnDelete.RESTRICT)
            .toList();
    return new SetStatements(
        set, ways, leaves, set.isErased() ? sideEffects : List.of(), lostWithParents(set, schema));
  }

  /** Only a declared key keeps PostgreSQL from deleting what is still referred to. */
  private static boolean lostWithParents(DataSet set, StoreSchema schema) {
    return set.ways().stream()
        .anyMatch(
            way ->
                way instanceof OwnedBy.Reference reference
                    && schema.foreignKeys().stream().noneMatch(key -> keeps(key, set, reference)));
  }

  private static boolean keeps(
      StoreSchema.ForeignKey key, DataSet set, OwnedBy.Reference reference) {
    return key.from().equals(set.table())
        && key.to().equals(reference.parent())
        && key.fromColumns().equals(reference.columns())
        && (key.onDelete() == StoreSchema.OnDelete.NO_ACTION
            || key.onDelete() == StoreSchema.OnDelete.RESTRICT);
  }

  /** Rows of the set by account: {@code account_id}, {@code rows}. */
  String count() {
    if (ways.size() == 1 && ways.get(0).single()) {
      Way way = ways.get(0);
      return """
      select %s::text as account_id, count(*) as rows
      from %s t%s
      %s
      group by %s
      """
          .formatted(way.key(), set.table().sql(), way.parents(", "), where(way), way.key());
    }
    // a row that several ways reach counts once
    return ways.stream()
        .map(
            way ->
                "select %s::text as account_id, t.tableoid, t.ctid\nfrom %s t%s\n%s"
                    .formatted(way.key(), set.table().sql(), way.parents(", "), where(way)))
        .collect(
            Collectors.joining(
                "\nunion\n",
                "select account_id, count(*) as rows\nfrom (\n",
                "\n) reached\ngroup by account_id"));
  }

  /**
   * Queries that must find nothing before the rows are erased: rows that PostgreSQL would delete or
   * change along with them ({@code on delete cascade}, {@code set null}). The accounts' own rows
   * among those are gone by then, so whatever is left belongs to somebody else. Each first locks
   * the rows that are to go, so that nobody can refer to them in between.
   */
  List<String> sideEffectsOutside() {
    return sideEffects.stream()
        .flatMap(key -> ways.stream().map(way -> sideEffect(key, way)))
        .toList();
  }

  private String sideEffect(StoreSchema.ForeignKey key, Way way) {
    StringBuilder refers = new StringBuilder();
    for (int i = 0; i < key.fromColumns().size(); i++) {
      refers
          .append(i == 0 ? "" : " and ")
          .append(
              "outside.%s = doomed.k%d".formatted(Identifier.quote(key.fromColumns().get(i)), i));
    }
    String keys =
        IntStream.range(0, key.toColumns().size())
            .mapToObj(i -> "t.%s as k%d".formatted(Identifier.quote(key.toColumns().get(i)), i))
            .collect(Collectors.joining(", "));
    String notOfTheBatch =
        key.from().equals(set.table())
            ? "\nwhere not exists (select from doomed d where d.place = outside.ctid and d.part = outside.tableoid)"
            : "";
    return """
    with doomed as materialized (
      select t.ctid as place, t.tableoid as part, %s
      from %s t%s
      %s
      for update of t
    )
    select count(*)
    from doomed
    join %s outside on %s%s
    """
        .formatted(
            keys,
            set.table().sql(),
            way.parents(", "),
            where(way),
            key.from().sql(),
            refers,
            notOfTheBatch);
  }

  /** The names of the foreign keys behind {@link #sideEffectsOutside}. */
  String sideEffectNames() {
    return sideEffects.stream()
        .map(key -> "%s of %s".formatted(key.name(), key.from()))
        .distinct()
        .collect(Collectors.joining(", "));
  }

  /** Erases all rows of the batch, one way per statement. */
  List<String> erase() {
    return ways.stream().map(way -> COUNT_INTO_PROGRESS.formatted(deed(way, ""))).toList();
  }

  /**
   * Erases at most about {@code :slice} rows, one way per statement. The rows of the slice are
   * found by their place; that they are owned is asked again of each, so that a place which means
   * another row in another partition cannot name a row that should live.
   *
   * @param leavesOnly leaves rows alone that other rows of the table refer to
   */
  List<String> eraseSlice(boolean leavesOnly) {
    return ways.stream()
        .map(
            way ->
                COUNT_INTO_PROGRESS.formatted(
                    deed(
                        way,
                        """

                          and t.ctid = any(array(
                            select t.ctid
                            from %s t%s
                            %s%s
                            limit :slice
                          ))"""
                                .formatted(
                                    set.table().sql(),
                                    way.parents(", "),
                                    where(way),
                                    leavesOnly ? leaves() : "")
                            + (leavesOnly ? leaves() : ""))))
        .toList();
  }

  boolean refersToItself() {
    return !leavesFirst.isEmpty();
  }

  private String leaves() {
    return leavesFirst.stream().map(leaf -> "\n  and " + leaf).collect(Collectors.joining());
  }

  private String deed(Way way, String furtherConditions) {
    if (set.anonymize().isEmpty()) {
      return "delete from %s t%s\n%s%s\nreturning %s::text as account_id"
          .formatted(
              set.table().sql(), way.parents("\nusing "), where(way), furtherConditions, way.key());
    }
    String values =
        set.anonymize().keySet().stream()
            .sorted()
            .map(column -> Identifier.quote(column) + " = " + constant(column))
            .collect(Collectors.joining(", "));
    if (set.anonymize().keySet().stream()
        .anyMatch(column -> way.key().equals("t." + Identifier.quote(column)))) {
      // what is returned of t is the new value; the key is the old one
      return """
      update %s t
      set %s
      from (
        select t.tableoid as place, t.ctid as row, %s::text as account_id
        from %s t%s
        %s%s
        for update of t
      ) old
      where t.tableoid = old.place
        and t.ctid = old.row
      returning old.account_id"""
          .formatted(
              set.table().sql(),
              values,
              way.key(),
              set.table().sql(),
              way.parents(", "),
              where(way),
              furtherConditions);
    }
    return "update %s t\nset %s%s\n%s%s\nreturning %s::text as account_id"
        .formatted(
            set.table().sql(),
            values,
            way.parents("\nfrom "),
            where(way),
            furtherConditions,
            way.key());
  }

  /** The rows that are still to be erased: for an anonymized set, those that still have a value. */
  private String where(Way way) {
    if (set.anonymize().isEmpty()) {
      return way.where();
    }
    return set.anonymize().keySet().stream()
        .sorted()
        .map(
            column ->
                "t.%s is distinct from %s".formatted(Identifier.quote(column), constant(column)))
        .collect(Collectors.joining(" or ", way.where() + "\n  and (", ")"));
  }

  private String constant(String column) {
    String value = set.anonymize().get(column);
    return value == null ? "null" : ResolveWays.literal(value);
  }
}
