package dev.lapse.account.notice;

import dev.lapse.account.ZonedInstant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Texts for customers in one language. */
public final class CustomerMessages {
  private static final List<CustomerMessages> LANGUAGES =
      List.of(new CustomerMessages(Locale.ENGLISH), new CustomerMessages(Locale.FRENCH));

  private final ResourceBundle sentences;
  private final Locale language;

  private CustomerMessages(Locale language) {
    this.language = language;
    sentences =
        ResourceBundle.getBundle(
            "dev.lapse.account.notice.messages",
            language,
            CustomerMessages.class.getClassLoader(),
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }

  /** Texts in every language, by language code: {@code en} and {@code fr}. */
  public static <T> Map<String, T> inEach(Function<CustomerMessages, T> write) {
    Map<String, T> texts = new LinkedHashMap<>();
    LANGUAGES.forEach(
        messages -> texts.put(messages.language.getLanguage(), write.apply(messages)));
    return texts;
  }

  /**
   * One sentence.
   *
   * @param values names and values, alternating; instants are formatted in their zone
   */
  public String sentence(String key, Object... values) {
    String text = sentences.getString(key);
    for (int i = 0; i < values.length; i += 2) {
      Object value = values[i + 1];
      text =
          text.replace(
              "{" + values[i] + "}",
              value instanceof ZonedInstant zonedInstant
                  ? date(zonedInstant)
                  : String.valueOf(value));
    }
    return text;
  }

  /** The label in this language; empty if there is none. */
  String in(Map<String, String> label) {
    return label.getOrDefault(language.getLanguage(), "");
  }

  /** A date in the format of the sign-in page: minutes and the zone; empty without a date. */
  public String signInDate(@Nullable ZonedInstant date) {
    return date == null ? "" : write(date.at().atZone(date.zone()), "sign-in-date");
  }

  /** A date in the format of the language, with the zone; seconds only if there are any. */
  private String date(ZonedInstant zonedInstant) {
    ZonedDateTime local = zonedInstant.at().atZone(zonedInstant.zone());
    String day = local.getDayOfMonth() == 1 ? "first-day" : "day";
    String time = local.getSecond() == 0 ? "minutes" : "seconds";
    return write(local, day) + write(local, time) + " (" + zone(zonedInstant.zone(), local) + ")";
  }

  private String write(ZonedDateTime local, String pattern) {
    return DateTimeFormatter.ofPattern(sentences.getString(pattern), language).format(local);
  }

  private static String zone(ZoneId zone, ZonedDateTime local) {
    String offset = "UTC" + (local.getOffset().getTotalSeconds() == 0 ? "" : local.getOffset());
    return zone.getId().equals(offset) ? offset : zone.getId() + ", " + offset;
  }
}
