package dev.lapse.security;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The caller's address, if it is one: behind a proxy it comes from a header, which may contain
 * anything.
 */
public final class PlainAddress {
  private static final int LONGEST = 45;
  private static final Pattern FORM =
      Pattern.compile(
          "\\d{1,3}(\\.\\d{1,3}){3}|[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:]*(\\d{1,3}(\\.\\d{1,3}){3})?");

  private PlainAddress() {}

  /** The address without its zone, which is local to one machine; empty if it is not an address. */
  public static Optional<String> of(String said) {
    int zone = said.indexOf('%');
    String address = zone < 0 ? said : said.substring(0, zone);
    return address.length() <= LONGEST && FORM.matcher(address).matches()
        ? Optional.of(address)
        : Optional.empty();
  }
}
