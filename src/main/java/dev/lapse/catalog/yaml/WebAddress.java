package dev.lapse.catalog.yaml;

import dev.lapse.file.YamlValue;
import java.net.URI;
import java.net.URISyntaxException;

/** Addresses that begin with http: or https:. */
final class WebAddress {
  private WebAddress() {}

  /** The address without a trailing slash. Messages do not repeat it: it may contain a secret. */
  static URI of(YamlValue value, String example) {
    try {
      URI address = new URI(value.text().replaceAll("/+$", ""));
      boolean web = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
      if (web
          && address.getHost() != null
          && address.getRawUserInfo() == null
          && address.getRawQuery() == null
          && address.getRawFragment() == null) {
        return address;
      }
    } catch (URISyntaxException notAnAddress) {
      // falls through to the same message
    }
    throw value.wrong(
        "%s must be an address such as %s, without user, password, query and fragment"
            .formatted("'" + value.name() + "'", example));
  }

  static boolean isLoopback(URI address) {
    String host = address.getHost();
    return host.equals("localhost")
        || host.equals("[::1]")
        || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }
}
