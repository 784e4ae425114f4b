package dev.lapse.catalog.yaml;

import dev.lapse.catalog.HttpStore;
import dev.lapse.catalog.HttpStore.Service;
import dev.lapse.file.YamlMap;
import dev.lapse.file.YamlValue;
import java.net.URI;
import java.time.Duration;

/** Reads a store of type {@code http}. */
final class ReadHttpStore {
  /** Every key that its entry may have. */
  static final String[] KEYS = {
    "name", "type", "url", "token", "timeout", "verify-again", "insecure", "cells"
  };

  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private ReadHttpStore() {}

  static HttpStore of(String name, YamlMap map) {
    map.allowOnly(KEYS);
    boolean insecure = map.find("insecure").map(YamlValue::bool).orElse(false);
    StoreCells cells = StoreCells.of("service", map, "url", "token");
    return new HttpStore(
        name,
        cells.each(cell -> service(cell, insecure)),
        map.find("timeout").map(ReadHttpStore::timeout).orElse(TIMEOUT),
        ReadDuration.verifyAgain(map),
        cells.text("name"),
        map.at());
  }

  private static Service service(StoreCells.Cell cell, boolean insecure) {
    YamlValue value = cell.get("url");
    URI url = WebAddress.of(value, "https://search.internal/lapse");
    String token = cell.find("token").flatMap(YamlValue::textIfAny).orElse(null);
    if (token != null && !token.matches("[\\x21-\\x7e]+")) {
      throw cell.get("token").wrong("'token' must consist of visible ASCII characters");
    }
    if (url.getScheme().equals("http") && !WebAddress.isLoopback(url)) {
      if (token != null) {
        throw value.wrong(
            "'url' begins with http:, which would send the token unencrypted; use https:");
      }
      if (!insecure) {
        throw value.wrong(
            "'url' begins with http:, which does not authenticate the service; use https:, or write 'insecure: true' if the network ensures it");
      }
    }
    return new Service(url, token);
  }

  private static Duration timeout(YamlValue value) {
    Duration timeout = ReadDuration.of(value);
    if (timeout.isZero()) {
      throw ReadDuration.wrong(value);
    }
    return timeout;
  }
}
