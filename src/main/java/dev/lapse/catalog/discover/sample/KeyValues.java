package dev.lapse.catalog.discover.sample;

import dev.lapse.catalog.check.ComparableTypes;
import dev.lapse.catalog.live.StoreSchema.Column;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which columns and values can be keys. */
public final class KeyValues {
  private static final Pattern NUMBER = Pattern.compile("0|-?[1-9]\\d{0,17}");
  private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  private static final Pattern NO_KEY =
      Pattern.compile(
          "(timestamp|date|time|interval|boolean|json|bytea|double|real|money|inet|cidr|macaddr"
              + "|ts|xml|point|line|lseg|box|path|polygon|circle|bit|int4range|int8range|numrange"
              + "|pg_lsn|oidvector|vector|geometry|geography|hstore).*|.*\\[]");
  private static final Pattern SPELLED_ONE_WAY =
      Pattern.compile("smallint|integer|bigint|uuid|text|character varying(\\(\\d+\\))?");
  private static final double SOME = 0.1;

  private KeyValues() {}

  public static boolean mayHoldKeys(Column column) {
    return !NO_KEY.matcher(column.type()).matches() && !isFraction(column);
  }

  /** A number of a bounded length, or one of a few names. */
  public static boolean isShort(Column column) {
    return isNumber(column) || isUuid(column) || column.type().equals("oid");
  }

  public static boolean isNumber(Column column) {
    return ComparableTypes.are(column.type(), "bigint");
  }

  public static boolean isUuid(Column column) {
    return column.type().equals("uuid");
  }

  /** True if values of this type are equal only if they are the same as text. */
  static boolean isSpelledOneWay(Column column) {
    return SPELLED_ONE_WAY.matcher(column.type()).matches();
  }

  /** True if equal values in two columns of this type say that one refers to the other. */
  public static boolean isTelling(Column key, Set<String> values) {
    return isUuid(key)
        || (!isNumber(key) && values.stream().noneMatch(value -> NUMBER.matcher(value).matches()));
  }

  /** The values that a key of this type may have, as PostgreSQL would print them. */
  public static List<String> fitting(Set<String> values, Column key) {
    if (isUuid(key)) {
      return values.stream().filter(value -> UUID.matcher(value).matches()).toList();
    }
    return isNumber(key)
        ? values.stream()
            .filter(value -> NUMBER.matcher(value).matches() && isInRange(value, key.type()))
            .toList()
        : List.copyOf(values);
  }

  private static boolean isInRange(String value, String type) {
    long number = Long.parseLong(value);
    return switch (type) {
      case "smallint" -> number == (short) number;
      case "integer" -> number == (int) number;
      default -> true;
    };
  }

  /** True if many of the values are texts of several words. */
  static boolean areProse(List<@Nullable String> values) {
    long filled = values.stream().filter(Objects::nonNull).count();
    long prose =
        values.stream().filter(value -> value != null && value.strip().indexOf(' ') >= 0).count();
    return prose > filled * SOME;
  }

  private static boolean isFraction(Column column) {
    return column.type().matches("numeric\\(\\d+,[1-9]\\d*\\)");
  }
}
