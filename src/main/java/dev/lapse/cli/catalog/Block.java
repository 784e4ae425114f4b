package dev.lapse.cli.catalog;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.check.CatalogProblem;
import dev.lapse.file.Position;
import java.util.Comparator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Something that blocks the erasure of accounts, as {@code catalog check} prints it.
 *
 * @param table null if it is not about a table
 * @param add the line to add to the entry or to {@code sets}, or the statement to run in the store;
 *     null where the message says what to do
 * @param entry the table whose entry is at this position; null if none is
 */
record Block(
    BlockGroup group,
    String store,
    String cell,
    @Nullable String table,
    String message,
    @Nullable String add,
    @JsonIgnore @Nullable String entry,
    @JsonIgnore Position at)
    implements Comparable<Block> {
  private static final Comparator<Block> ORDER =
      Comparator.comparing(Block::group)
          .thenComparing(block -> block.at().file())
          .thenComparing(block -> block.at().line())
          .thenComparing(Block::message);

  static Block of(Catalog catalog, CatalogProblem problem, Store store, String cell) {
    return new Block(
        BlockGroup.of(problem.kind()),
        store.name(),
        cell,
        problem.table().toString(),
        problem.message(),
        problem.line(),
        catalog.setsOf(store).stream()
            .filter(set -> set.at().equals(problem.at()))
            .map(set -> set.table().toString())
            .findFirst()
            .orElse(null),
        problem.at());
  }

  /** What to do with the line to add; names the entry unless the message begins with it. */
  String solution() {
    boolean named =
        entry == null
            || !group.addsToEntry()
            || Pattern.compile(Pattern.quote(entry) + "(?![\\w$])").matcher(message).lookingAt();
    return named
        ? group.solution()
        : "%s of %s (line %d)".formatted(group.solution(), entry, at.line());
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
