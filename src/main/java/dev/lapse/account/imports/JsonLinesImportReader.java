package dev.lapse.account.imports;

import dev.lapse.problem.JsonBody;
import dev.lapse.problem.WrongFields;
import java.io.BufferedReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** One JSON object per line. */
final class JsonLinesImportReader implements ImportReader {
  private final ImportText text;
  private final BufferedReader lines;
  private final ObjectReader reader;
  private long number;

  JsonLinesImportReader(ImportText text, JsonMapper json) {
    this.text = text;
    lines = new BufferedReader(text);
    reader = JsonBody.strictly(json);
  }

  @Override
  public @Nullable Line next() throws IOException {
    text.beginLine(++number);
    String line = lines.readLine();
    return line == null ? null : new Line(number, () -> line.isBlank() ? null : read(line));
  }

  private JsonNode read(String line) {
    try {
      JsonNode object = reader.readValue(line);
      if (object.isObject()) {
        return object;
      }
    } catch (JacksonException notJson) {
      throw new WrongFields("", "not a JSON object: " + notJson.getOriginalMessage());
    }
    throw new WrongFields("", "not a JSON object");
  }
}
