package dev.lapse.catalog.discover;

import dev.lapse.file.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The users' comments beside and above the entries of a catalog. Lapse's own comments begin with
 * {@code #:} and are skipped. An entry in braces may span several lines; for one without braces
 * only the comments above it are found.
 */
public final class YamlComments {
  static final String MARK = "#:";
  public static final YamlComments NONE = new YamlComments();
  private static final Pattern SECTION = Pattern.compile("[a-z]+: *(#.*)?");

  private final Map<Integer, String> beside = new HashMap<>();
  private final Map<Integer, List<String>> above = new HashMap<>();

  private YamlComments() {}

  /** The comments of a position's file; none if it cannot be read. */
  public static YamlComments inFileOf(Position position) {
    try {
      Path file = Path.of(position.file());
      return Files.isRegularFile(file) ? in(Files.readString(file)) : NONE;
    } catch (IOException | InvalidPathException unreadable) {
      return NONE;
    }
  }

  /** The comments in the text of a catalog. */
  public static YamlComments in(String text) {
    YamlComments yamlComments = new YamlComments();
    List<String> lines = text.lines().toList();
    List<String> waiting = new ArrayList<>();
    int start = -1;
    Braces braces = new Braces();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (start < 0 && line.isBlank()) {
        continue;
      }
      if (start < 0 && line.strip().startsWith("#")) {
        if (!line.strip().startsWith(MARK)) {
          waiting.add(line.strip());
        }
        continue;
      }
      if (start < 0 && SECTION.matcher(line).matches()) {
        continue; // what stands above it is about its first entry
      }
      if (start < 0) {
        start = i + 1;
        braces = new Braces();
        if (!waiting.isEmpty()) {
          yamlComments.above.put(start, List.copyOf(waiting));
          waiting.clear();
        }
      }
      String comment = braces.comment(line);
      if (!braces.isOpen()) {
        if (!comment.isEmpty() && !comment.startsWith(MARK)) {
          yamlComments.beside.put(start, comment);
        }
        start = -1;
      }
    }
    return yamlComments;
  }

  /** Empty if there is none. */
  String beside(Position at) {
    return beside.getOrDefault(at.line(), "");
  }

  List<String> above(Position at) {
    return above.getOrDefault(at.line(), List.of());
  }

  /** Follows braces and quotes from line to line. */
  private static final class Braces {
    private int depth;
    private char quote;

    boolean isOpen() {
      return depth > 0;
    }

    /** The comment of a line, including its {@code #}; empty if there is none. */
    String comment(String line) {
      for (int i = 0; i < line.length(); i++) {
        char c = line.charAt(i);
        if (quote != 0) {
          if (c == '\\' && quote == '"') {
            i++;
          } else if (c == quote) {
            quote = 0;
          }
        } else if ((c == '"' || c == '\'') && startsValue(line, i)) {
          quote = c;
        } else if (c == '{') {
          depth++;
        } else if (c == '}') {
          depth--;
        } else if (c == '#' && i > 0 && Character.isWhitespace(line.charAt(i - 1))) {
          return line.substring(i).strip();
        }
      }
      return "";
    }

    private static boolean startsValue(String line, int at) {
      return at == 0 || " ,:[{".indexOf(line.charAt(at - 1)) >= 0;
    }
  }
}
