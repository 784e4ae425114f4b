package dev.lapse.catalog.discover.saas;

import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Values without a meaning, the same for the same seed. */
final class Values {
  private static final List<String> NAMES =
      List.of("north", "river", "amber", "maple", "stone", "cedar", "harbor", "meadow");
  private static final List<String> STATES = List.of("open", "done", "waiting", "closed");

  private final Random random;

  Values(long seed) {
    random = new Random(seed);
  }

  boolean once(int in) {
    return random.nextInt(in) == 0;
  }

  <T> T pick(List<T> all) {
    return all.get(random.nextInt(all.size()));
  }

  String uuid() {
    return new UUID(
            (random.nextLong() & ~0xF000L) | 0x4000L,
            (random.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L)
        .toString();
  }

  static String type(String column) {
    return switch (column) {
      case "amount", "price", "rate" -> "numeric(12,2)";
      case "at" -> "timestamptz";
      case "day" -> "date";
      case "flag" -> "boolean";
      case "json" -> "jsonb";
      case "position",
          "value",
          "minutes",
          "bytes",
          "offset_minutes",
          "line",
          "lineNo",
          "entity_row" ->
          "integer";
      case "ip" -> "inet";
      case "audio_oid" -> "oid";
      default -> "text";
    };
  }

  String value(String column) {
    return switch (column) {
      case "amount", "price", "rate" -> random.nextInt(100000) / 100 + ".50";
      case "at" ->
          "2026-%02d-%02dT10:00:00Z".formatted(1 + random.nextInt(6), 1 + random.nextInt(28));
      case "day" -> "2026-%02d-%02d".formatted(1 + random.nextInt(6), 1 + random.nextInt(28));
      case "flag" -> random.nextBoolean() ? "t" : "f";
      case "json" -> "{\"a\": " + random.nextInt(9) + "}";
      // as small as the keys of the accounts: a coincidence
      case "position", "value", "minutes", "offset_minutes", "line", "lineNo", "entity_row" ->
          "" + (1 + random.nextInt(50));
      case "bytes" -> "" + random.nextInt(100000);
      case "ip" -> "10.0.0." + random.nextInt(250);
      case "audio_oid" -> "0";
      case "email" -> pick(NAMES) + random.nextInt(100000) + "@example.com";
      case "note" -> "the %s is %s".formatted(pick(NAMES), pick(STATES));
      case "status", "kind" -> pick(STATES);
      case "token", "checksum" -> Long.toHexString(random.nextLong());
      case "url" -> "https://example.com/" + pick(NAMES);
      case "entity" -> pick(List.of("contact", "deal"));
      default -> pick(NAMES) + " " + pick(NAMES);
    };
  }
}
