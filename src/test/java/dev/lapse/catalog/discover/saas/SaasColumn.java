package dev.lapse.catalog.discover.saas;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A column, as the lines of {@link SaasTables} describe it.
 *
 * @param to the table that it refers to, or tables with a comma between; empty if none
 * @param declared true if there is a foreign key
 * @param style how types are spelled
 */
record SaasColumn(String name, Kind kind, String to, boolean declared, String style) {
  private static final Pattern REFERENCE =
      Pattern.compile("(\\w+)(>|~|\\^~|\\^|=~|=)([\\w.]+?)([?.]?)");

  enum Kind {
    KEY,
    PLAIN,
    TENANT,
    SHARED_TENANT,
    HANGING_TENANT,
    OTHER_ACCOUNT,
    SHARED,
    MANDATORY,
    NEVER_NULL,
    OPTIONAL,
    OWN,
    SELF,
    ARM,
    TYPE,
    TYPED_ID
  }

  static SaasColumn key(String key) {
    return new SaasColumn(key.equals("-") ? "ref" : "id", Kind.KEY, "", false, key);
  }

  static List<SaasColumn> of(String word, Map<String, SaasTable> tables) {
    if (word.startsWith("|")) {
      return Arrays.stream(word.substring(1).split("[|]"))
          .map(arm -> of(arm, tables).get(0))
          .map(arm -> new SaasColumn(arm.name, Kind.ARM, arm.to, true, ""))
          .toList();
    }
    if (word.equals("payee_id>account")) {
      return List.of(new SaasColumn("payee_id", Kind.OTHER_ACCOUNT, "public.account", true, ""));
    }
    if (word.endsWith("!")) {
      return List.of(tenant(word, Kind.TENANT, true));
    }
    if (word.matches("account[~?/]")) {
      return List.of(
          switch (word.charAt(word.length() - 1)) {
            case '~' -> tenant(word, Kind.TENANT, false);
            case '?' -> tenant(word, Kind.SHARED_TENANT, true);
            default -> tenant(word, Kind.HANGING_TENANT, true);
          });
    }
    if (word.contains("*")) {
      String[] parts = word.split("[*:]");
      return List.of(
          new SaasColumn(parts[0] + "_type", Kind.TYPE, parts[2], false, parts[1]),
          new SaasColumn(parts[0] + "_id", Kind.TYPED_ID, parts[2], false, parts[1]));
    }
    if (word.endsWith("@")) {
      return List.of(new SaasColumn(word.replace("@", ""), Kind.SELF, "@", true, ""));
    }
    Matcher reference = REFERENCE.matcher(word);
    if (!reference.matches()) {
      return List.of(new SaasColumn(word, Kind.PLAIN, "", false, ""));
    }
    Kind kind =
        reference.group(2).startsWith("^")
            ? Kind.OWN
            : reference.group(2).startsWith("=")
                ? Kind.SHARED
                : reference.group(4).equals("?")
                    ? Kind.OPTIONAL
                    : reference.group(4).equals(".") ? Kind.NEVER_NULL : Kind.MANDATORY;
    String to = reference.group(3);
    return List.of(
        new SaasColumn(
            reference.group(1),
            kind,
            to.contains(".") ? to : "public." + to,
            !reference.group(2).endsWith("~"),
            ""));
  }

  private static SaasColumn tenant(String word, Kind kind, boolean declared) {
    String name = word.substring(0, word.length() - 1);
    return new SaasColumn(
        name.equals("account") ? "account_id" : name, kind, "public.account", declared, "");
  }

  /** Null unless the column refers to one table. */
  @Nullable String target() {
    return to.isEmpty() || kind == Kind.TYPE ? null : to;
  }

  List<String> targets() {
    return List.of(to.split(","));
  }

  String spelled(String target) {
    String table = target.substring(target.indexOf('.') + 1);
    String camel = table.substring(0, 1).toUpperCase(Locale.ROOT) + table.substring(1);
    return switch (style) {
      case "rails" -> camel;
      case "php" ->
          "App\\Models\\"
              + Arrays.stream(table.split("_"))
                  .map(w -> w.substring(0, 1).toUpperCase(Locale.ROOT) + w.substring(1))
                  .reduce("", String::concat);
      case "table" -> target;
      case "text" -> table.toUpperCase(Locale.ROOT);
      default -> table + "s";
    };
  }

  static String unspelled(String type, SaasColumn column) {
    return column.targets().stream()
        .filter(target -> column.spelled(target).equals(type))
        .findFirst()
        .orElseThrow();
  }

  String sql(Map<String, SaasTable> tables) {
    String quoted = "\"" + name + "\" ";
    return quoted
        + switch (kind) {
          case KEY ->
              style.equals("u") || style.equals("-")
                  ? "uuid"
                  : style.equals("t") ? "text" : "bigint";
          case PLAIN ->
              (name.equals("search_key1") ? "text" : Values.type(name))
                  + (name.equals("day") ? " not null" : "");
          case TENANT, OTHER_ACCOUNT -> "bigint not null" + reference();
          case SHARED_TENANT, HANGING_TENANT -> "bigint" + reference();
          case SHARED, MANDATORY, OWN -> tables.get(to).keyType() + " not null" + reference();
          case NEVER_NULL, OPTIONAL, ARM -> tables.get(to).keyType() + reference();
          case SELF -> "SELF";
          case TYPE -> "text not null";
          case TYPED_ID ->
              (style.equals("text") ? "text" : tables.get(targets().get(0)).keyType())
                  + " not null";
        };
  }

  private String reference() {
    return declared ? " references " + to : "";
  }
}
