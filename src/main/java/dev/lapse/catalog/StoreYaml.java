package dev.lapse.catalog;

import java.util.Map;

/**
 * The entry of a store as written in the file, with unresolved {@code ${...}}, so that it can be
 * written back without secrets.
 *
 * @param values by key, in the order of the file, without the name and the cells
 * @param cells the settings of each cell; empty if the catalog names none
 */
public record StoreYaml(Map<String, String> values, Map<String, Map<String, String>> cells) {
  public static final StoreYaml NONE = new StoreYaml(Map.of(), Map.of());

  /** Prints nothing: the file may contain a secret in clear text. */
  @Override
  public String toString() {
    return "…";
  }
}
