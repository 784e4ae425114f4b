package dev.lapse.catalog.discover;

import dev.lapse.catalog.DataSet;

/**
 * Why a table's entry is as it is.
 *
 * @param reason what was seen, with the figures of this look; of a table in question, see its
 *     {@link Decision}
 * @param rows counted where all were read, else the planner's estimate
 */
public record TableReason(DataSet set, String reason, long rows) {
  /** The entry as a line of the file. */
  public String line() {
    return WriteCatalog.line(set);
  }
}
