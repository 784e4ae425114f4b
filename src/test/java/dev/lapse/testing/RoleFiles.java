package dev.lapse.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The files of {@code db/roles}, as psql would send them: it replaces {@code :"name"} and {@code
 * :'name'}, includes files, and keeps other lines with a backslash to itself.
 */
public final class RoleFiles {
  private static final Pattern DEFAULT = Pattern.compile("\\\\set (\\w+) (\\S+)");
  private static final Pattern INCLUDE = Pattern.compile("(?m)^\\\\ir (\\S+)$");
  private static final Pattern VARIABLE = Pattern.compile("(?<!:):(\"|')(\\w+)\\1");

  private RoleFiles() {}

  /**
   * The statements of a file.
   *
   * @param variables what {@code psql -v} would be given
   */
  public static String statements(String file, Map<String, String> variables) {
    String text = text(file);
    Map<String, String> defaults =
        DEFAULT
            .matcher(text)
            .results()
            .collect(
                Collectors.toMap(
                    found -> found.group(1), found -> found.group(2).replace("''", "")));
    String statements =
        text.lines()
            .filter(line -> !line.startsWith("\\"))
            .collect(Collectors.joining(System.lineSeparator()));
    return VARIABLE
        .matcher(statements)
        .replaceAll(
            found -> {
              String quote = found.group(1);
              String name = found.group(2);
              if (defaults.getOrDefault(name, "").startsWith(":")) {
                name = defaults.get(name).substring(1);
              }
              String value =
                  variables.getOrDefault(name, defaults.getOrDefault(name, found.group()));
              return Matcher.quoteReplacement(quote + value.replace(quote, quote + quote) + quote);
            });
  }

  private static String text(String file) {
    try (InputStream in = RoleFiles.class.getResourceAsStream("/db/roles/" + file)) {
      return INCLUDE
          .matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .replaceAll(found -> Matcher.quoteReplacement(text(found.group(1))));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
