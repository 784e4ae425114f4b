package dev.lapse.catalog;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One path by which the rows of a set belong to an account. A row of a set with several paths is
 * owned if any of them leads from it to an account.
 */
public sealed interface OwnedBy {
  /** The columns of the set at which the path begins. */
  List<String> columns();

  /** The table at the other end; empty if the path is the account's key itself. */
  Optional<TableName> end();

  default boolean endsAt(TableName table) {
    return end().filter(table::equals).isPresent();
  }

  /** Which columns of the path of a set refer to which. */
  Edge edge(TableName set, Store store);

  /** The result of the function for this kind of path. */
  <T extends @Nullable Object> T match(
      Function<Key, T> key, Function<Reference, T> reference, Function<Referrer, T> referrer);

  /** Calls the consumer for this kind of path. */
  default void visit(
      Consumer<Key> key, Consumer<Reference> reference, Consumer<Referrer> referrer) {
    this.<Runnable>match(
            one -> () -> key.accept(one),
            one -> () -> reference.accept(one),
            one -> () -> referrer.accept(one))
        .run();
  }

  /** Restricts the path to some rows of the set; null if it does not. */
  default @Nullable Where where() {
    return null;
  }

  /** Restricts the referring rows of the path, on whichever side they are; null if it does not. */
  default @Nullable Where referring() {
    return where();
  }

  /** The text in a catalog. */
  default String text() {
    return OwnedByText.write(this);
  }

  /** The column contains the account's key: {@code account_id}. */
  record Key(String column) implements OwnedBy {
    @Override
    public List<String> columns() {
      return List.of(column);
    }

    @Override
    public Optional<TableName> end() {
      return Optional.empty();
    }

    @Override
    public Edge edge(TableName set, Store store) {
      return new Edge(set, columns(), store.accounts(), List.of(store.key()));
    }

    @Override
    public <T extends @Nullable Object> T match(
        Function<Key, T> key, Function<Reference, T> reference, Function<Referrer, T> referrer) {
      return key.apply(this);
    }
  }

  /**
   * The row has the owner of the row that it refers to: {@code contact_id -> public.contact.id}.
   *
   * @param columns of the set, as many as {@code parentColumns}
   * @param where restricts the path to rows in which a column has this value: {@code where
   *     record_type = 'Deal'}
   */
  record Reference(
      List<String> columns, TableName parent, List<String> parentColumns, @Nullable Where where)
      implements OwnedBy {
    @Override
    public Optional<TableName> end() {
      return Optional.of(parent);
    }

    @Override
    public Edge edge(TableName set, Store store) {
      return new Edge(set, columns, parent, parentColumns);
    }

    @Override
    public <T extends @Nullable Object> T match(
        Function<Key, T> key, Function<Reference, T> reference, Function<Referrer, T> referrer) {
      return reference.apply(this);
    }
  }

  /**
   * The row has the owner of the rows that refer to it: {@code id <- public.contact.address_id}.
   *
   * @param whose restricts the path to referring rows in which a column has this value: {@code id
   *     <- public.entry.entryable_id where entryable_type = 'Payment'}
   */
  record Referrer(
      List<String> columns, TableName referrer, List<String> referrerColumns, @Nullable Where whose)
      implements OwnedBy {
    @Override
    public @Nullable Where referring() {
      return whose;
    }

    @Override
    public Optional<TableName> end() {
      return Optional.of(referrer);
    }

    @Override
    public Edge edge(TableName set, Store store) {
      return new Edge(referrer, referrerColumns, set, columns);
    }

    @Override
    public <T extends @Nullable Object> T match(
        Function<Key, T> key, Function<Reference, T> reference, Function<Referrer, T> up) {
      return up.apply(this);
    }
  }

  /** A column that must have one of these values, compared as text. */
  record Where(String column, List<String> values) {}

  /** Columns of a table that refer to columns of another, one to one. */
  record Edge(TableName from, List<String> fromColumns, TableName to, List<String> toColumns) {}
}
