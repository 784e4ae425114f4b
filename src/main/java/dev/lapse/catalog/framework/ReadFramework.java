package dev.lapse.catalog.framework;

import dev.lapse.catalog.framework.Framework.Meaning;
import dev.lapse.catalog.framework.Framework.Part;
import dev.lapse.catalog.framework.Framework.Path;
import dev.lapse.catalog.framework.Framework.TableRule;
import dev.lapse.file.WrongFile;
import dev.lapse.file.YamlMap;
import dev.lapse.file.YamlValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads the file of a framework (see docs/catalog.md). */
public final class ReadFramework {
  private static final int FEWEST_MARKS = 4;
  private static final Pattern PATH = Pattern.compile("(\\w+) (->|<-) ([\\w*]+)\\.(\\w+)");
  private static final List<String> MEANINGS = List.of("shared", "owned-by", "history", "log");
  private static final List<String> TYPES =
      Arrays.stream(ColumnType.values()).map(type -> type.name().toLowerCase(Locale.ROOT)).toList();

  private ReadFramework() {}

  /**
   * @throws WrongFile with file, line, the mistake and how to correct it
   */
  public static Framework of(YamlMap file) {
    file.allowOnly("framework", "about", "parts");
    List<Part> parts =
        file.get("parts").list().stream().map(YamlValue::map).map(ReadFramework::part).toList();
    return new Framework(file.get("framework").text(), file.get("about").raw(), parts);
  }

  private static Part part(YamlMap map) {
    map.allowOnly("part", "tables");
    String name = map.get("part").text();
    List<TableRule> tables =
        map.get("tables").list().stream().map(YamlValue::map).map(ReadFramework::table).toList();
    int marks =
        tables.stream().filter(table -> !table.optional()).mapToInt(ReadFramework::marks).sum();
    if (marks < FEWEST_MARKS) {
      throw new WrongFile(
          map.at(),
          "part '%s' would be recognized by %d marks: a name alone proves nothing, so give its tables at least %d columns with their types"
              .formatted(name, marks, FEWEST_MARKS - 1));
    }
    return new Part(name, tables);
  }

  /** Of a history the columns of its table are marks too. */
  private static int marks(TableRule table) {
    return table.columns().size() + (table.meaning() instanceof Meaning.History ? FEWEST_MARKS : 1);
  }

  private static TableRule table(YamlMap map) {
    map.allowOnly(
        "table",
        "columns",
        "optional",
        "shared",
        "why",
        "unless",
        "only-empty",
        "owned-by",
        "history",
        "log");
    YamlValue table = map.get("table");
    List<String> names =
        table.isList()
            ? table.list().stream().map(YamlValue::text).toList()
            : List.of(table.text());
    Map<String, ColumnType> columns = new LinkedHashMap<>();
    map.get("columns")
        .map()
        .all()
        .forEach(
            (column, type) ->
                columns.put(
                    column, ColumnType.valueOf(type.oneOf(TYPES).toUpperCase(Locale.ROOT))));
    return new TableRule(
        names, columns, map.find("optional").map(YamlValue::bool).orElse(false), meaning(map));
  }

  private static Meaning meaning(YamlMap map) {
    List<String> given = MEANINGS.stream().filter(map.keys()::contains).toList();
    if (given.size() > 1) {
      throw new WrongFile(map.at(), "has %s; give one".formatted(String.join(" and ", given)));
    }
    if (given.isEmpty()) {
      return new Meaning.AsFound();
    }
    return switch (given.get(0)) {
      case "shared" ->
          new Meaning.Shared(
              map.get("why").raw(),
              unless(map),
              map.find("only-empty").map(YamlValue::bool).orElse(false));
      case "owned-by" -> new Meaning.Owned(paths(map.get("owned-by")));
      case "history" -> new Meaning.History();
      default -> new Meaning.Log(map.get("log").text());
    };
  }

  private static Map<String, Pattern> unless(YamlMap map) {
    Map<String, Pattern> unless = new LinkedHashMap<>();
    map.find("unless")
        .map(YamlValue::map)
        .ifPresent(
            columns ->
                columns.all().forEach((column, value) -> unless.put(column, pattern(value))));
    return unless;
  }

  private static Pattern pattern(YamlValue value) {
    try {
      return Pattern.compile(value.raw());
    } catch (PatternSyntaxException wrong) {
      throw value.wrong("'%s' is not a pattern: %s".formatted(value.raw(), wrong.getDescription()));
    }
  }

  private static List<Path> paths(YamlValue value) {
    List<Path> paths = new ArrayList<>();
    for (YamlValue one : value.isList() ? value.list() : List.of(value)) {
      Matcher matcher = PATH.matcher(one.raw());
      if (!matcher.matches()) {
        throw one.wrong(
            "'%s' is not a path; write user_id -> users.id or id <- attachments.blob_id"
                .formatted(one.raw()));
      }
      paths.add(
          new Path(
              matcher.group(1), matcher.group(2).equals("<-"), matcher.group(3), matcher.group(4)));
    }
    return paths;
  }
}
