package dev.lapse.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One path by which the rows of a set belong to an account. A row of a set with several paths is
 * owned if any of them leads from it to an account.
 */
public sealed interface OwnedBy {
  /** The column contains the account's key: {@code account_id}. */
  record Key(String column) implements OwnedBy {}

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
    /** The text in a catalog. */
    public String text() {
      return OwnedByText.write(this);
    }
  }

  /**
   * The row has the owner of the rows that refer to it: {@code id <- public.contact.address_id}.
   */
  record Referrer(List<String> columns, TableName referrer, List<String> referrerColumns)
      implements OwnedBy {}

  /** A column that must have one of these values, compared as text. */
  record Where(String column, List<String> values) {}
}
