package dev.lapse.monitoring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The page of an alert, with its commands. */
public record Runbook(String name, String text) {
  private static final Pattern ANOTHER_END = Pattern.compile("(?m)^(.*?) +# exit code (\\d).*$");
  private static final Pattern BLOCK = Pattern.compile("(?s)```(\\w+)\n(.*?)```");

  public static List<Runbook> all() {
    return Rule.alerts().stream().map(alert -> of(alert.name())).toList();
  }

  private static Runbook of(String alert) {
    try {
      return new Runbook(alert, Files.readString(Path.of("docs/runbooks", alert + ".md")));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** Its commands, as one script. A line that names an exit code may end with that one too. */
  public String commands() {
    return blocks("sh").stream()
        .map(block -> ANOTHER_END.matcher(block).replaceAll("$1 || [ \\$? = $2 ]"))
        .collect(Collectors.joining("\n"));
  }

  public List<String> queries() {
    return blocks("sql");
  }

  private List<String> blocks(String language) {
    Matcher blocks = BLOCK.matcher(text);
    return blocks
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(block -> block.group(2))
        .toList();
  }
}
