package dev.lapse.catalog;

import java.util.Map;

/**
 * The entry of a store as it stands in the file, {@code ${...}} unresolved, so that it can be
 * written back without a secret in it.
 *
 * @param values by key, in the order of the file, without the name and the cells
 * @param cells what each cell says of its own; empty where the catalog names none
 */
public record StoreText(Map<String, String> values, Map<String, Map<String, String>> cells) {
  public static final StoreText NONE = new StoreText(Map.of(), Map.of());

  /** Nothing of it: a person may have written a secret in clear. */
  @Override
  public String toString() {
    return "…";
  }
}
