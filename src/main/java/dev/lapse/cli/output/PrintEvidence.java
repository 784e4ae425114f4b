package dev.lapse.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Prints the evidence of an account for people: a line for each fact of a record. */
public final class PrintEvidence {
  private static final List<String> COLUMNS =
      List.of("number", "recordedAt", "kind", "lapseNumber", "run", "actor");

  private PrintEvidence() {}

  public static void print(Print print, List<Map<String, @Nullable Object>> records) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("NUMBER", "RECORDED AT", "WHAT", "LAPSE", "RUN", "BY"));
    records.forEach(record -> rows.add(row(record)));
    List<String> table = Print.aligned(rows);
    print.line("%s", table.get(0));
    for (int i = 0; i < records.size(); i++) {
      print.line("%s", table.get(i + 1));
      if (records.get(i).get("detail") instanceof JsonNode detail) {
        detail(print, "    ", detail);
      }
    }
  }

  private static List<String> row(Map<String, @Nullable Object> record) {
    return COLUMNS.stream()
        .map(column -> record.get(column) == null ? "" : String.valueOf(record.get(column)))
        .toList();
  }

  private static void detail(Print print, String indent, JsonNode object) {
    object
        .properties()
        .forEach(
            member -> {
              JsonNode value = member.getValue();
              if (value.isObject()) {
                print.line("%s%s", indent, member.getKey());
                detail(print, indent + "  ", value);
              } else if (value.isArray() && !value.isEmpty() && value.get(0).isObject()) {
                print.line("%s%s", indent, member.getKey());
                value.forEach(each -> print.line("%s  %s", indent, inOneLine(each)));
              } else {
                print.line("%s%s  %s", indent, member.getKey(), text(value));
              }
            });
  }

  private static String inOneLine(JsonNode object) {
    List<String> members = new ArrayList<>();
    object
        .properties()
        .forEach(member -> members.add(member.getKey() + " " + text(member.getValue())));
    return String.join(", ", members);
  }

  private static String text(JsonNode value) {
    return value.isString() ? value.stringValue() : value.toString();
  }
}
