package dev.lapse.catalog.discover.convention;

import java.util.List;

/**
 * Tables as a framework makes them, and what must be written of them.
 *
 * @param same the statements, beside accounts, users and contacts
 * @param expected what follows {@code table: } in entries
 * @param other tables of the same names that mean something else
 */
record FrameworkCase(
    String framework, String part, String same, List<String> expected, String other) {
  @Override
  public String toString() {
    return framework + ": " + part;
  }
}
