package dev.lapse.account.imports;

import dev.lapse.file.NearestName;
import dev.lapse.problem.WrongFields;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
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
      if (!value.isEmpty()) {
        if (header.get(i).equals("retainData") && List.of("true", "false").contains(value)) {
          object.put(header.get(i), Boolean.parseBoolean(value));
        } else {
          object.put(header.get(i), value);
        }
      }
    }
    return object;
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
