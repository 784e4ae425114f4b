package dev.lapse.account.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ImportTextTest {
  @Test
  void decodesCharactersAcrossItsBuffers() throws IOException {
    String text = "é€😀x\n".repeat(5_000);

    assertThat(lines(ImportText.of(text))).isEqualTo(text);
    assertThat(lines(ImportText.of(""))).isEmpty();
  }

  @Test
  void leavesOutTheByteOrderMarkAtTheBeginningOnly() throws IOException {
    assertThat(lines(ImportText.of("\uFEFFa\uFEFF\n"))).isEqualTo("a\uFEFF\n");
    assertThat(lines(ImportText.of("\uFEFF"))).isEmpty();
  }

  @Test
  void namesTheLineThatIsNotUtf8() {
    String good = "x".repeat(100) + "\n";
    byte[] latin1 =
        (good.repeat(1_000) + "caf\u00e9\n" + good).getBytes(StandardCharsets.ISO_8859_1);

    assertThatThrownBy(() -> lines(text(latin1)))
        .isInstanceOfSatisfying(
            UnreadableImport.class, wrong -> assertThat(wrong.line()).isEqualTo(1_001))
        .hasMessage("is not UTF-8; save the file as UTF-8");
  }

  @Test
  void refusesACharacterThatIsCutOffAtTheEnd() {
    assertThatThrownBy(() -> lines(text(new byte[] {'a', (byte) 0xC3})))
        .isInstanceOf(UnreadableImport.class);
  }

  @Test
  void namesOtherEncodings() {
    assertThatThrownBy(() -> lines(text("{}".getBytes(StandardCharsets.UTF_16))))
        .hasMessage("is UTF-16; save the file as UTF-8");
    assertThatThrownBy(() -> lines(text("{}".getBytes(StandardCharsets.UTF_16LE))))
        .hasMessage("is UTF-16; save the file as UTF-8");
    assertThatThrownBy(() -> lines(text(new byte[] {0x1F, (byte) 0x8B, 8, 0})))
        .hasMessage("is compressed with gzip; save the file as UTF-8");
  }

  @Test
  void refusesALongLineWithoutHoldingIt() {
    AtomicLong given = new AtomicLong();
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return given.incrementAndGet() == 3 ? '\n' : 'x';
          }
        };

    assertThatThrownBy(() -> lines(new ImportText(endless)))
        .isInstanceOfSatisfying(
            UnreadableImport.class, wrong -> assertThat(wrong.line()).isEqualTo(2))
        .hasMessageContaining("more than 1,000,000 characters");
    assertThat(given.get()).isLessThan(1_100_000);
  }

  private static ImportText text(byte[] bytes) {
    return new ImportText(new ByteArrayInputStream(bytes));
  }

  private static String lines(ImportText text) throws IOException {
    BufferedReader reader = new BufferedReader(text);
    StringBuilder read = new StringBuilder();
    long number = 1;
    text.beginLine(number);
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      read.append(line).append('\n');
      text.beginLine(++number);
    }
    return read.toString();
  }
}
