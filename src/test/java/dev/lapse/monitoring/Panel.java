package dev.lapse.monitoring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A panel of the dashboard. */
public record Panel(JsonNode json) {
  private static final Path FILE = Path.of("helm/lapse/dashboards/lapse.json");

  static JsonNode dashboard() {
    try {
      return JsonMapper.builder().build().readTree(Files.readString(FILE));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** All of them, rows too. */
  static List<Panel> all() {
    return elements(dashboard().path("panels")).stream().map(Panel::new).toList();
  }

  /** Those that show something. */
  public static List<Panel> withQueries() {
    return all().stream().filter(panel -> !panel.isRow()).toList();
  }

  boolean isRow() {
    return json.path("type").asString().equals("row");
  }

  public String title() {
    return json.path("title").asString();
  }

  public List<JsonNode> targets() {
    return elements(json.path("targets"));
  }

  List<Expression> expressions() {
    return targets().stream()
        .map(target -> new Expression(target.path("expr").asString()))
        .toList();
  }

  int position(String of) {
    return json.path("gridPos").path(of).asInt();
  }

  boolean overlaps(Panel other) {
    return position("x") < other.position("x") + other.position("w")
        && other.position("x") < position("x") + position("w")
        && position("y") < other.position("y") + other.position("h")
        && other.position("y") < position("y") + position("h");
  }

  static List<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  @Override
  public String toString() {
    return title();
  }
}
