package dev.lapse.catalog;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * How a store writes the keys of its accounts. Lapse knows an account by text; {@code 042} and
 * {@code 42} are two texts and one bigint, so only the text that the store itself would print is
 * taken for its key.
 */
public enum KeyType {
  INTEGER {
    @Override
    public String castTo() {
      return "bigint";
    }

    @Override
    public boolean writes(String id) {
      try {
        return WHOLE_NUMBER.matcher(id).matches() && Long.toString(Long.parseLong(id)).equals(id);
      } catch (NumberFormatException tooLarge) {
        return false;
      }
    }
  },
  UUID_KEY {
    @Override
    public String castTo() {
      return "uuid";
    }

    @Override
    public boolean writes(String id) {
      return id.length() == 36 && canonicalUuid(id).map(id::equals).orElse(false);
    }
  },
  TEXT {
    @Override
    public String castTo() {
      return "text";
    }

    @Override
    public boolean writes(String id) {
      return true;
    }
  };

  private static final Pattern WHOLE_NUMBER = Pattern.compile("0|-?[1-9][0-9]{0,18}");

  /** True if this is the text that the store prints for the key. */
  public abstract boolean writes(String id);

  /**
   * The type to which ids are cast for a comparison. Never one with a length: a cast to it would
   * cut an id off, and name another account.
   */
  public abstract String castTo();

  /** That a column holds one of the keys in a parameter of the type {@code text[]}. */
  public String isAnyOf(String column, String parameter) {
    return "%s = any(cast(%s as %s[]))".formatted(column, parameter, castTo());
  }

  /**
   * The kind of a PostgreSQL type, by its name or the one that the driver tells; empty for types
   * that are not used as keys of accounts.
   */
  public static Optional<KeyType> of(String postgresType) {
    if (postgresType.endsWith("nondeterministic")) {
      return Optional.empty(); // different texts would be one key
    }
    String type = postgresType.replaceAll("\\(.*", "").toLowerCase(Locale.ROOT);
    return switch (type) {
      case "smallint", "integer", "bigint", "int2", "int4", "int8" -> Optional.of(INTEGER);
      case "uuid" -> Optional.of(UUID_KEY);
      case "text", "character varying", "varchar" -> Optional.of(TEXT);
      default -> Optional.empty();
    };
  }

  private static Optional<String> canonicalUuid(String id) {
    try {
      return Optional.of(UUID.fromString(id).toString().toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException notAUuid) {
      return Optional.empty();
    }
  }
}
