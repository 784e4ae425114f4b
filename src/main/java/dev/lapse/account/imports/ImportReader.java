package dev.lapse.account.imports;

import dev.lapse.problem.WrongFields;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The lines of an import, in order. */
interface ImportReader {
  /**
   * One line, not yet parsed.
   *
   * @param number counts from 1
   * @param object parses the line; null if it is empty; throws {@link WrongFields} if it is
   *     malformed
   */
  record Line(long number, Supplier<@Nullable JsonNode> object) {}

  /** The next line, or null after the last. */
  @Nullable Line next() throws IOException;
}
