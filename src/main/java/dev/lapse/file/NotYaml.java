package dev.lapse.file;

import java.util.Objects;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.reader.ReaderException;

/** Translates a parser error into a message for the person who edits the file. */
final class NotYaml {
  private NotYaml() {}

  static WrongFile explain(String file, MarkedYAMLException notYaml) {
    int line = notYaml.getProblemMark() == null ? 1 : notYaml.getProblemMark().getLine() + 1;
    String problem =
        UnquotedPlaceholders.show(Objects.requireNonNullElse(notYaml.getProblem(), "unreadable"));
    return new WrongFile(
        new Position(file, line), "not valid YAML: " + problem + remedy(notYaml, problem));
  }

  static WrongFile explain(String file, String text, ReaderException notText) {
    int until = Math.min(notText.getPosition(), text.length());
    int line = 1 + (int) text.substring(0, until).chars().filter(c -> c == '\n').count();
    return new WrongFile(
        new Position(file, line),
        "contains the character U+%04X, which YAML does not allow; remove it"
            .formatted(notText.getCodePoint()));
  }

  private static String remedy(MarkedYAMLException notYaml, String problem) {
    if (problem.contains("TAB")) {
      return "";
    }
    if (problem.contains("that cannot start any token")
        || problem.contains("mapping values are not allowed")
        || "while scanning an alias".equals(notYaml.getContext())) {
      return "; a value that contains ': ' or begins with one of * & ! % @ ` needs quotes, and the keys of a map need the same indentation";
    }
    if (problem.contains("another document")) {
      return "; remove the line '---'";
    }
    return "";
  }
}
