package dev.lapse.openapi;

import dev.lapse.testing.HttpCaller;
import dev.lapse.testing.TestProgram;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** One example's program, what is prepared on it, and what is put back afterwards. */
final class Stage implements AutoCloseable {
  final TestProgram program;
  private final Programs programs;
  private final Map<String, String> values = new HashMap<>();
  private final Deque<AutoCloseable> toClose = new ArrayDeque<>();

  Stage(Programs programs, TestProgram program) {
    this.programs = programs;
    this.program = program;
  }

  /** Somebody with this role. */
  HttpCaller as(String role) {
    return programs.caller(program, role);
  }

  /** What {@code {name}} in a path or header of the example stands for. */
  void say(String name, String value) {
    values.put(name, value);
  }

  String fill(String text) {
    String filled = text;
    for (Map.Entry<String, String> value : values.entrySet()) {
      filled = filled.replace("{" + value.getKey() + "}", value.getValue());
    }
    return filled;
  }

  String value(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  /** Closed when the example was sent, the last one first. */
  <T extends AutoCloseable> T closeLater(T resource) {
    toClose.push(resource);
    return resource;
  }

  @Override
  public void close() {
    while (!toClose.isEmpty()) {
      try {
        toClose.pop().close();
      } catch (Exception failed) {
        throw new IllegalStateException(failed);
      }
    }
  }
}
