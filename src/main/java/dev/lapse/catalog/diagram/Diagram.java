package dev.lapse.catalog.diagram;

import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.Store;
import java.util.List;
import java.util.Optional;

/** A way of drawing a store's catalog. */
public interface Diagram {
  /** The kinds of files, by their ending. */
  List<String> ENDINGS = List.of(".svg", ".mmd");

  /** The picture as text. */
  String draw(Store store, List<DataSet> sets);

  /** The one for a file's name; nothing if its ending is none of {@link #ENDINGS}. */
  static Optional<Diagram> forFile(String name) {
    if (name.endsWith(ENDINGS.get(0))) {
      return Optional.of(new SvgDiagram());
    }
    return name.endsWith(ENDINGS.get(1)) ? Optional.of(new MermaidDiagram()) : Optional.empty();
  }
}
