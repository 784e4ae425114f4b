package dev.lapse.catalog;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.postgresql.core.Oid;

/**
 * The type of a store's account keys. Lapse identifies an account by text; {@code 042} and {@code
 * 42} are two texts but one bigint, so only the text that the store itself would print is accepted
 * as its key.
 */
public enum KeyType {
  INTEGER {
    @Override
    public String castTo() {
      return "bigint";
    }

    @Override
    public boolean isValidKey(String id) {
      try {
        return WHOLE_NUMBER.matcher(id).matches() && Long.toString(Long.parseLong(id)).equals(id);
      } catch (NumberFormatException tooLarge) {
        return false;
      }
    }
  },
  /** A decimal number without a fraction. */
  NUMERIC {
    @Override
    public String castTo() {
      return "numeric(38,0)";
    }

    @Override
    public boolean isValidKey(String id) {
      return LONG_NUMBER.matcher(id).matches();
    }
  },
  UUID_KEY {
    @Override
    public String castTo() {
      return "uuid";
    }

    @Override
    public boolean isValidKey(String id) {
      return id.length() == 36 && canonicalUuid(id).map(id::equals).orElse(false);
    }
  },
  TEXT {
    @Override
    public String castTo() {
      return "text";
    }

    @Override
    public boolean isValidKey(String id) {
      return true;
    }
  };

  private static final Pattern FRACTION = Pattern.compile("numeric\\(\\d+,(-.*|[1-9].*)\\)");
  private static final Pattern LONG_NUMBER = Pattern.compile("0|-?[1-9][0-9]{0,37}");
  private static final Pattern WHOLE_NUMBER = Pattern.compile("0|-?[1-9][0-9]{0,18}");

  /** True if the store would print the key as this text. */
  public abstract boolean isValidKey(String id);

  /**
   * The type to which ids are cast for a comparison. Never a text with a length, because the cast
   * would truncate an id to that of another account.
   */
  public abstract String castTo();

  /** The condition that a column has one of the keys in a parameter of type {@code text[]}. */
  public String isAnyOf(String column, String parameter) {
    return "%s = any(cast(%s as %s[]))".formatted(column, parameter, castTo());
  }

  /**
   * The key type for a PostgreSQL type, by its number in {@code pg_type}; empty for types that
   * cannot be keys of accounts, and for domains, whose base type counts.
   */
  public static Optional<KeyType> of(int oid) {
    return switch (oid) {
      case Oid.INT2, Oid.INT4, Oid.INT8 -> Optional.of(INTEGER);
      case Oid.UUID -> Optional.of(UUID_KEY);
      case Oid.TEXT, Oid.VARCHAR -> Optional.of(TEXT);
      default -> Optional.empty();
    };
  }

  /**
   * The key type for a PostgreSQL type, by its name in the catalog of the database; empty for types
   * that cannot be keys of accounts.
   */
  public static Optional<KeyType> of(String postgresType) {
    if (postgresType.endsWith("nondeterministic") || FRACTION.matcher(postgresType).matches()) {
      return Optional.empty(); // different texts would be the same key
    }
    String type = postgresType.replaceAll("\\(.*", "").toLowerCase(Locale.ROOT);
    return switch (type.substring(type.lastIndexOf('.') + 1)) {
      case "smallint", "integer", "bigint", "int2", "int4", "int8" -> Optional.of(INTEGER);
      case "numeric" -> Optional.of(NUMERIC);
      case "uuid" -> Optional.of(UUID_KEY);
      case "text", "character varying", "varchar", "citext" -> Optional.of(TEXT);
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
