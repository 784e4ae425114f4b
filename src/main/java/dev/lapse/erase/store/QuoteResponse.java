package dev.lapse.erase.store;

import java.util.Collection;
import java.util.regex.Pattern;

/** Quotes the beginning of a response without secrets, to show what answered. */
public final class QuoteResponse {
  private static final int LONGEST = 100;
  private static final String HIDDEN = "…";

  /** Signatures, tokens and session ids: long, with letters and digits. */
  private static final Pattern LIKE_A_SECRET =
      Pattern.compile("(?=[A-Za-z_+/=-]*\\d)(?=[\\d_+/=-]*[A-Za-z])[A-Za-z0-9_+/=-]{20,}");

  private static final Pattern NAMED_SECRET =
      Pattern.compile(
          "(?i)(token|secret|password|authorization|bearer|session|api-?key)([\"']?\\s*[:=]?\\s*[\"']?)[^\\s\"'<>,;&]+");

  private static final Pattern LINE_ENDS = Pattern.compile("[\\s\\p{Cntrl}\\u2028\\u2029]+");

  private QuoteResponse() {}

  /**
   * One line of at most 100 characters.
   *
   * @param secrets secrets of the request
   */
  public static String of(String answer, Collection<String> secrets) {
    // a secret may begin before the end of the quotation and end after it
    String text = answer.substring(0, Math.min(answer.length(), 10 * LONGEST));
    for (String secret : secrets) {
      if (!secret.isBlank()) {
        text = text.replace(secret, HIDDEN);
      }
    }
    text = LINE_ENDS.matcher(text).replaceAll(" ").strip();
    text = NAMED_SECRET.matcher(text).replaceAll("$1$2" + HIDDEN);
    text = LIKE_A_SECRET.matcher(text).replaceAll(HIDDEN);
    if (text.isEmpty()) {
      return "nothing";
    }
    return "'" + text.substring(0, Math.min(LONGEST, text.length())) + "'";
  }
}
