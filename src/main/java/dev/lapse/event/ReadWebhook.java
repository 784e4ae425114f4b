package dev.lapse.event;

import dev.lapse.event.WebhookSettings.Secret;
import dev.lapse.file.YamlMap;
import dev.lapse.file.YamlValue;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

/** Reads a webhook. Messages contain neither its address nor its secrets. */
final class ReadWebhook {
  private static final String PREFIX = "whsec_";
  private static final int SHORTEST_KEY = 24;
  private static final int LONGEST_KEY = 64;
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private ReadWebhook() {}

  static WebhookSettings of(YamlMap map) {
    map.allowOnly("name", "url", "secret", "types", "timeout", "insecure");
    YamlValue name = map.get("name");
    if (!name.text().matches("[a-z0-9][a-z0-9-]{0,39}")
        || name.text().equals(EventSettings.KAFKA)) {
      throw name.wrong(
          "'name' is '%s', but must be up to 40 lower-case letters, digits and hyphens, such as mailer, and not kafka"
              .formatted(name.text()));
    }
    return new WebhookSettings(
        name.text(),
        url(map.get("url"), map.find("insecure").map(YamlValue::bool).orElse(false)),
        secrets(map.get("secret")),
        map.find("types").map(ReadEventSettings::types).orElse(EventType.OF_ACCOUNTS),
        map.find("timeout").map(ReadWebhook::timeout).orElse(TIMEOUT));
  }

  private static URI url(YamlValue value, boolean insecure) {
    URI url;
    try {
      url = new URI(value.text());
    } catch (URISyntaxException notAnAddress) {
      throw wrongUrl(value);
    }
    boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    if (!web
        || url.getHost() == null
        || url.getRawUserInfo() != null
        || url.getRawFragment() != null) {
      throw wrongUrl(value);
    }
    if (url.getScheme().equals("http") && !isLoopback(url.getHost()) && !insecure) {
      throw value.wrong(
          "'url' begins with http:, which is not encrypted; use https:, or write 'insecure: true' if the network encrypts it");
    }
    refuseUnsafe(value, url.getHost());
    return url;
  }

  private static RuntimeException wrongUrl(YamlValue value) {
    return value.wrong(
        "'url' must be an address such as https://mailer.internal/lapse, without user, password and fragment");
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost")
        || host.equals("[::1]")
        || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }

  /** The address of a host name is checked when an event is sent. */
  private static void refuseUnsafe(YamlValue value, String host) {
    if (host.startsWith("[") || host.matches("[0-9.]+")) {
      try {
        if (UnsafeAddress.is(InetAddress.getByName(host))) {
          throw value.wrong(
              "'url' has a link-local or metadata address, which cannot be a receiver of events");
        }
      } catch (UnknownHostException notAnAddress) {
        throw wrongUrl(value);
      }
    }
  }

  private static List<Secret> secrets(YamlValue value) {
    if (!value.isList()) {
      return List.of(secret(value));
    }
    List<YamlValue> both = value.list();
    if (both.isEmpty() || both.size() > 2) {
      throw value.wrong("'secret' must be one secret, or a list of two during a rotation");
    }
    return both.stream().map(ReadWebhook::secret).toList();
  }

  private static Secret secret(YamlValue value) {
    String text = value.text();
    if (text.startsWith(PREFIX)) {
      try {
        byte[] key = Base64.getDecoder().decode(text.substring(PREFIX.length()));
        if (key.length >= SHORTEST_KEY && key.length <= LONGEST_KEY) {
          return new Secret(key);
        }
      } catch (IllegalArgumentException notBase64) {
        // falls through to the same message
      }
    }
    throw value.wrong(
        "'secret' must be whsec_ followed by the Base64 of %d to %d random bytes; make one with: echo whsec_$(openssl rand -base64 32)"
            .formatted(SHORTEST_KEY, LONGEST_KEY));
  }

  private static Duration timeout(YamlValue value) {
    try {
      Duration timeout = Duration.parse(value.text());
      if (timeout.compareTo(Duration.ofSeconds(1)) >= 0 && timeout.compareTo(LONGEST) <= 0) {
        return timeout;
      }
    } catch (DateTimeException notADuration) {
      // falls through to the same message
    }
    throw value.wrong(
        "'timeout' is '%s', but must be a duration from PT1S to PT1M, such as PT15S"
            .formatted(value.text()));
  }
}
