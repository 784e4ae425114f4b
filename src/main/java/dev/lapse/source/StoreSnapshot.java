package dev.lapse.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * The accounts as a store has them.
 *
 * @param rows each as an import line
 * @param refused why rows cannot be used, by id
 */
record StoreSnapshot(List<ObjectNode> rows, Map<String, String> refused) {
  StoreSnapshot() {
    this(new ArrayList<>(), new TreeMap<>());
  }
}
