package dev.lapse.catalog.diagram;

import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.DataSet.Ownership;
import dev.lapse.catalog.OwnedBy;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A flowchart for <a href="https://mermaid.js.org">Mermaid</a>. */
final class MermaidDiagram implements Diagram {
  private static final String CLASSES =
      """
        classDef account fill:#1f3a5f,color:#fff,stroke:#1f3a5f
        classDef owned fill:#e3effa,stroke:#4a7fb5
        classDef shared fill:#eeeeee,stroke:#999999
        classDef unclassified fill:#ffe3b3,stroke:#c77700
      """;

  @Override
  public String draw(Store store, List<DataSet> sets) {
    Map<TableName, String> ids = new TreeMap<>();
    sets.forEach(set -> ids.put(set.table(), ""));
    int[] count = {0};
    ids.replaceAll((table, none) -> "t" + count[0]++);
    StringBuilder text = new StringBuilder("flowchart RL\n");
    group(text, "", sets, Ownership.Owned.class, store, ids);
    group(text, "shared", sets, Ownership.Shared.class, store, ids);
    group(text, "unclassified", sets, Ownership.Unclassified.class, store, ids);
    for (DataSet set : sets) {
      for (OwnedBy way : set.ways()) {
        PathArrow pathArrow = PathArrow.of(set.table(), way, store);
        boolean self = pathArrow.set().equals(store.accounts()) && !pathArrow.up();
        if (!self && ids.containsKey(pathArrow.end())) {
          text.append("  ")
              .append(ids.get(pathArrow.up() ? pathArrow.end() : pathArrow.set()))
              .append(pathArrow.up() ? " -.->|\"" : " -->|\"")
              .append(escaped(pathArrow.label()))
              .append("\"| ")
              .append(ids.get(pathArrow.up() ? pathArrow.set() : pathArrow.end()))
              .append('\n');
        }
      }
    }
    return text.append(CLASSES).toString();
  }

  private static void group(
      StringBuilder text,
      String title,
      List<DataSet> sets,
      Class<? extends Ownership> kind,
      Store store,
      Map<TableName, String> ids) {
    List<DataSet> of = sets.stream().filter(set -> kind.isInstance(set.ownership())).toList();
    if (of.isEmpty()) {
      return;
    }
    if (!title.isEmpty()) {
      text.append("  subgraph ").append(title).append('\n');
    }
    for (DataSet set : of) {
      String style =
          set.table().equals(store.accounts()) ? "account" : title.isEmpty() ? "owned" : title;
      text.append("  ")
          .append(ids.get(set.table()))
          .append("[\"")
          .append(escaped(set.table().toString()))
          .append("\"]:::")
          .append(style)
          .append('\n');
    }
    if (!title.isEmpty()) {
      text.append("  end\n");
    }
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              if (Character.isLetterOrDigit(point) || " _.,()-/:".indexOf(point) >= 0) {
                escaped.appendCodePoint(point);
              } else {
                escaped.append('#').append(point).append(';');
              }
            });
    return escaped.toString();
  }
}
