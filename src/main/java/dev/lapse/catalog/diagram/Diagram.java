package dev.lapse.catalog.diagram;

import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.Store;
import java.util.List;
import java.util.Optional;

/** A format of diagrams of a store's catalog. */
public interface Diagram {
  /** The supported file extensions. */
  List<String> ENDINGS = List.of(".svg", ".mmd");

  /** The diagram as text. */
  String draw(Store store, List<DataSet> sets);

  /** The format for a file name; empty if its extension is not one of {@link #ENDINGS}. */
  static Optional<Diagram> forFile(String name) {
    if (name.endsWith(ENDINGS.get(0))) {
      return Optional.of(new SvgDiagram());
    }
    return name.endsWith(ENDINGS.get(1)) ? Optional.of(new MermaidDiagram()) : Optional.empty();
  }
}
