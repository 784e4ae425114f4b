package dev.lapse.cases;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** The variants of a case: some always, all if time does not matter. */
final class Variants {
  static final boolean EXHAUSTIVE = Boolean.getBoolean("lapse.exhaustive");

  private Variants() {}

  static Stream<Arguments> of(List<Arguments> always, List<Arguments> exhaustively) {
    return EXHAUSTIVE ? Stream.of(always, exhaustively).flatMap(List::stream) : always.stream();
  }
}
