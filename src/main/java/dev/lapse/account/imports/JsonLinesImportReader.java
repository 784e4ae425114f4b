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
  private final BufferedReader lines;
  private final ObjectReader reader;
  private long number;

  JsonLinesImportReader(BufferedReader lines, JsonMapper json) {
    this.lines = lines;
    reader = JsonBody.strictly(json);
  }

  @Override
  public @Nullable Line next() throws IOException {
    String text = lines.readLine();
    return text == null ? null : new Line(++number, () -> text.isBlank() ? null : read(text));
  }

  private JsonNode read(String text) {
    try {
      JsonNode object = reader.readValue(text);
      if (object.isObject()) {
        return object;
      }
    } catch (JacksonException notJson) {
      throw new WrongFields("", "not a JSON object: " + notJson.getOriginalMessage());
    }
    throw new WrongFields("", "not a JSON object");
  }
}
