package dev.lapse.account;

import dev.lapse.problem.WrongFields;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The lines of an import, one after the other. */
interface ImportLines {
  /**
   * One line, not yet read.
   *
   * @param number counts from 1
   * @param object what the line says, or null if nothing; throws {@link WrongFields} where it
   *     cannot be read
   */
  record Line(long number, Supplier<@Nullable JsonNode> object) {}

  /** The next line, or null after the last. */
  @Nullable Line next() throws IOException;
}
