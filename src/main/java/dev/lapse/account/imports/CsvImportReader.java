package dev.lapse.account.imports;

import dev.lapse.file.NearestName;
import dev.lapse.problem.WrongFields;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** CSV with a header line; an empty value counts as missing. */
final class CsvImportReader implements ImportReader {
  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setIgnoreSurroundingSpaces(true).setIgnoreEmptyLines(true).get();
  private static final List<String> OTHER_DELIMITERS = List.of(";", "\t");

  /** psql's spellings are {@code t} and {@code f}. */
  private static final Map<String, Boolean> BOOLEANS =
      Map.of("true", true, "t", true, "false", false, "f", false);

  /** Without an offset the instant would depend on who reads it: it is not accepted. */
  private static final Pattern PRINTED_BY_PSQL =
      Pattern.compile(
          "(?<day>\\d{4,}-\\d\\d-\\d\\d) (?<time>\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?)(?<offset>[+-]\\d\\d(:\\d\\d){0,2})");

  private final ImportText text;
  private final JsonMapper json;
  private final CSVParser parser;
  private final Iterator<CSVRecord> records;
  private final List<String> header;
  private boolean broken;

  /**
   * Reads the header line.
   *
   * @throws WrongFields if it cannot be used
   */
  CsvImportReader(ImportText text, JsonMapper json) throws IOException {
    this.text = text;
    this.json = json;
    parser = FORMAT.parse(text);
    records = parser.iterator();
    header = readHeader();
  }

  @Override
  public @Nullable Line next() {
    if (broken) {
      return null;
    }
    text.beginLine(parser.getCurrentLineNumber() + 1);
    try {
      if (!records.hasNext()) {
        return null;
      }
      CSVRecord record = records.next();
      return new Line(firstLine(record), () -> object(record));
    } catch (UncheckedIOException unreadable) {
      broken = true;
      return new Line(
          parser.getCurrentLineNumber(),
          () -> {
            throw new WrongFields(
                "", "cannot be read, nor can the lines after it: " + reason(unreadable));
          });
    }
  }

  private List<String> readHeader() {
    try {
      if (!records.hasNext()) {
        throw wrongHeader("is empty");
      }
      List<String> names = records.next().toList();
      refuseOtherDelimiter(names);
      Set<String> seen = new HashSet<>();
      for (String name : names) {
        if (!ImportLine.KEYS.contains(name)) {
          throw wrongHeader(
              "unknown key '%s'%s".formatted(name, NearestName.hint(name, ImportLine.KEYS)));
        }
        if (!seen.add(name)) {
          throw wrongHeader("'%s' appears twice".formatted(name));
        }
      }
      return names;
    } catch (UncheckedIOException unreadable) {
      throw wrongHeader("cannot be read: " + reason(unreadable));
    }
  }

  private static void refuseOtherDelimiter(List<String> names) {
    for (String delimiter : OTHER_DELIMITERS) {
      if (names.stream().anyMatch(name -> name.contains(delimiter))) {
        throw wrongHeader(
            "its columns are separated by %s; separate them by commas"
                .formatted(delimiter.equals("\t") ? "tabs" : "'" + delimiter + "'"));
      }
    }
  }

  private static String reason(UncheckedIOException unreadable) {
    Throwable cause = unreadable.getCause();
    return String.valueOf((cause == null ? unreadable : cause).getMessage());
  }

  private JsonNode object(CSVRecord record) {
    if (record.size() != header.size()) {
      throw new WrongFields(
          "",
          "has %d values, but the first line has %d columns"
              .formatted(record.size(), header.size()));
    }
    ObjectNode object = json.createObjectNode();
    for (int i = 0; i < header.size(); i++) {
      String value = record.get(i);
      String name = header.get(i);
      if (name.equals("retainData") && BOOLEANS.containsKey(value)) {
        object.put(name, BOOLEANS.get(value));
      } else if (!value.isEmpty()) {
        object.put(name, name.equals("lapsedAt") ? iso(value) : value);
      }
    }
    return object;
  }

  /** An instant as psql prints it, in the ISO-8601 format; other values unchanged. */
  private static String iso(String value) {
    Matcher printed = PRINTED_BY_PSQL.matcher(value);
    if (!printed.matches()) {
      return value;
    }
    String offset = printed.group("offset");
    return printed.group("day")
        + "T"
        + printed.group("time")
        + (offset.length() == 3 ? offset + ":00" : offset);
  }

  /** The first line of a record; a quoted value may span several lines. */
  private long firstLine(CSVRecord record) {
    return parser.getCurrentLineNumber()
        - record.stream().flatMapToInt(String::chars).filter(c -> c == '\n').count();
  }

  private static WrongFields wrongHeader(String why) {
    return new WrongFields(
        "",
        "line 1 must name the columns, such as id,kind,state,lapsedAt,retainData,timeZone: " + why);
  }
}
