package dev.lapse.file;

import java.time.DateTimeException;
import java.time.Period;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * One value of a YAML file together with its position. Every conversion either succeeds or throws
 * {@link WrongFile} with file, line, the mistake and how to correct it.
 */
public final class YamlValue {
  private final String name;
  private final Node node;
  private final String file;
  private final UnaryOperator<String> placeholders;

  YamlValue(String name, Node node, String file, UnaryOperator<String> placeholders) {
    this.name = name;
    this.node = node;
    this.file = file;
    this.placeholders = placeholders;
  }

  /** The key of the value. */
  public String name() {
    return name;
  }

  public Position at() {
    return new Position(file, node.getStartMark().getLine() + 1);
  }

  public WrongFile wrong(String reason) {
    return new WrongFile(at(), reason);
  }

  public boolean isNull() {
    return node.getTag().equals(Tag.NULL);
  }

  public boolean isMap() {
    return node instanceof MappingNode;
  }

  public boolean isList() {
    return node instanceof SequenceNode;
  }

  /** The text as written in the file, with unresolved placeholders. */
  public String raw() {
    if (node instanceof ScalarNode scalar && !isNull()) {
      return UnquotedPlaceholders.show(scalar.getValue());
    }
    throw wrong("'%s' must be a single value, but is %s".formatted(name, shape()));
  }

  /** The text with {@code ${...}} replaced. */
  public String text() {
    return textIfAny()
        .orElseThrow(
            () ->
                wrong(
                    raw().isBlank()
                        ? "'%s' must not be empty".formatted(name)
                        : "'%s' is %s, which is set but empty".formatted(name, raw())));
  }

  /** The text with {@code ${...}} replaced; empty if nothing is left. */
  public Optional<String> textIfAny() {
    String raw = raw();
    try {
      return Optional.of(placeholders.apply(raw)).filter(resolved -> !resolved.isBlank());
    } catch (IllegalArgumentException unresolved) {
      throw wrong(
          "'%s' is %s, which is not set; set the environment variable or write the value"
              .formatted(name, raw));
    }
  }

  public boolean bool() {
    return switch (text().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong("'" + name + "' is '" + text() + "', but must be true or false");
    };
  }

  /** A whole number from {@code least} to {@code most}, inclusive. */
  public int integer(int least, int most) {
    try {
      int value = Integer.parseInt(text());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException notANumber) {
      // falls through to the same message
    }
    throw wrong(
        "'%s' is '%s', but must be a whole number from %d to %d"
            .formatted(name, text(), least, most));
  }

  /**
   * A positive ISO-8601 calendar period such as P5D or P1Y, at most a thousand years long, so that
   * a database can store every deadline.
   */
  public Period period() {
    Period period;
    try {
      period = Period.parse(text());
    } catch (DateTimeException notAPeriod) {
      throw wrong(
          "'%s' is '%s', but must be a calendar period of days, weeks, months or years, such as P5D, P1M or P1Y"
              .formatted(name, text()));
    }
    if (period.isNegative() || period.isZero()) {
      throw wrong(
          "'%s' is '%s', but must be longer than zero, such as P5D, P1M or P1Y"
              .formatted(name, text()));
    }
    if (period.toTotalMonths() > 12_000 || period.getDays() > 366_000) {
      throw wrong("'%s' is '%s', but must be at most P1000Y".formatted(name, text()));
    }
    return period;
  }

  public ZoneId zone() {
    try {
      return ZoneId.of(text());
    } catch (DateTimeException notAZone) {
      throw wrong(
          "'%s' is '%s', which is not a time zone%s"
              .formatted(
                  name,
                  text(),
                  NearestName.of(text(), ZoneId.getAvailableZoneIds())
                      .map(near -> "; did you mean '" + near + "'?")
                      .orElse("; use a name such as Europe/Paris or UTC")));
    }
  }

  /** One of the given names. */
  public String oneOf(List<String> names) {
    String text = text();
    if (!names.contains(text)) {
      throw wrong(
          "'%s' is '%s', but must be one of %s".formatted(name, text, String.join(", ", names)));
    }
    return text;
  }

  public YamlMap map() {
    if (node instanceof MappingNode mapping) {
      return new YamlMap(name, mapping, file, placeholders);
    }
    throw wrong("'%s' must be a map of keys and values, but is %s".formatted(name, shape()));
  }

  public List<YamlValue> list() {
    if (node instanceof SequenceNode sequence) {
      return sequence.getValue().stream()
          .map(item -> new YamlValue(name, item, file, placeholders))
          .toList();
    }
    throw wrong("'%s' must be a list, such as [a, b], but is %s".formatted(name, shape()));
  }

  private String shape() {
    if (isMap()) {
      return "a map";
    }
    return isList() ? "a list" : isNull() ? "empty" : "a single value";
  }
}
