package dev.lapse.cli.catalog;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lapse.catalog.check.CatalogProblem;
import dev.lapse.file.Position;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Something that blocks the erasure of accounts, as {@code catalog check} prints it.
 *
 * @param table null if it is not about a table
 * @param add the line to add to the entry or to {@code sets}, or the statement to run in the store;
 *     null where the message says what to do
 */
record Block(
    BlockGroup group,
    String store,
    String cell,
    @Nullable String table,
    String message,
    @Nullable String add,
    @JsonIgnore Position at)
    implements Comparable<Block> {
  private static final Comparator<Block> ORDER =
      Comparator.comparing(Block::group)
          .thenComparing(block -> block.at().file())
          .thenComparing(block -> block.at().line())
          .thenComparing(Block::message);

  static Block of(CatalogProblem problem, String store, String cell) {
    return new Block(
        BlockGroup.of(problem.kind()),
        store,
        cell,
        problem.table().toString(),
        problem.message(),
        problem.line(),
        problem.at());
  }

  @JsonProperty
  String file() {
    return at.file();
  }

  @JsonProperty
  int line() {
    return at.line();
  }

  @Override
  public int compareTo(Block other) {
    return ORDER.compare(this, other);
  }
}
