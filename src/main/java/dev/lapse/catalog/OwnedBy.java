package dev.lapse.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One way in which the rows of a set belong to an account. A set with several ways owns what any of
 * them reaches.
 */
public sealed interface OwnedBy {
  /** The column holds the account's key: {@code account_id}. */
  record Key(String column) implements OwnedBy {}

  /**
   * The row belongs to whom the row that it refers to belongs: {@code contact_id ->
   * public.contact.id}.
   *
   * @param columns of the set, as many as {@code parentColumns}
   * @param where restricts the way to rows in which a column has this value: {@code where
   *     record_type = 'Deal'}
   */
  record Reference(
      List<String> columns, TableName parent, List<String> parentColumns, @Nullable Where where)
      implements OwnedBy {
    /** As a catalog writes it. */
    public String text() {
      return OwnedByText.write(this);
    }
  }

  /**
   * The row belongs to whom the rows belong that refer to it: {@code id <-
   * public.contact.address_id}.
   */
  record Referrer(List<String> columns, TableName referrer, List<String> referrerColumns)
      implements OwnedBy {}

  /** A column that must have one of these values, compared as text. */
  record Where(String column, List<String> values) {}
}
