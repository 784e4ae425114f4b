package dev.lapse.catalog.discover.finding;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Compares names of tables, columns and types, however they are spelled. */
public final class NameMatching {
  private static final Pattern CAMEL =
      Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");
  private static final Pattern NO_LETTER = Pattern.compile("[^\\p{L}\\p{N}]+");
  private static final Pattern KEY_ENDING =
      Pattern.compile("_(id|uuid|guid|key|ref|fk|pk|no|number|code|slug|oid)$");
  private static final Pattern TABLE_PREFIX = Pattern.compile("^(tbl|tb|t)_");
  private static final Pattern ACTOR =
      Pattern.compile(
          "(^|.*_)([a-z]+ed|sent|made|done|run|built)_by(_.+)?"
              + "|(^|.*_)(creator|author|editor|actor|modifier|uploader|inviter|approver|reviewer)(_id|_uuid)?");
  private static final Pattern PASSING =
      Pattern.compile(
          "(last|latest|current|active|selected|default|previous|original|next|referr|invit).*");
  private static final Pattern KEY_WORD =
      Pattern.compile(
          "(^|_)(id|key|ref|reference|account|tenant|org|organi[sz]ation|customer|client|owner|company"
              + "|workspace|no|nr|num|number)\\d*($|_)");
  private static final Map<String, String> IRREGULAR =
      Map.of("people", "person", "children", "child", "men", "man", "women", "woman");

  private NameMatching() {}

  /** {@code contactTag}, {@code Contact-Tag} and {@code CONTACT_TAG} are {@code contact_tag}. */
  public static String plain(String name) {
    String words = NO_LETTER.matcher(CAMEL.matcher(name).replaceAll("_")).replaceAll("_");
    return words.toLowerCase(Locale.ROOT).replaceAll("^_+|_+$", "");
  }

  /** What a column refers to, by its name: {@code contact} for {@code contact_id}. */
  public static String stem(String column) {
    return KEY_ENDING.matcher(plain(column)).replaceFirst("");
  }

  /** True if the name ends as the names of references do. */
  static boolean looksLikeReference(String column) {
    return KEY_ENDING.matcher(plain(column)).find();
  }

  /** True if, with this name, matching small numbers are more than a coincidence. */
  public static boolean mayBeKey(String column) {
    return KEY_WORD.matcher(plain(column)).find();
  }

  /** True if the column says who did something, not where a row belongs. */
  public static boolean isActor(String column) {
    return ACTOR.matcher(plain(column)).matches();
  }

  /** True if the column names something of the past, as {@code last_account_id} does. */
  public static boolean isPassing(String column) {
    return PASSING.matcher(plain(column)).matches();
  }

  /** True if the names are the same but for spelling, number, and the prefix {@code tbl_}. */
  public static boolean same(String one, String other) {
    return intersect(forms(one), forms(other));
  }

  /** True if a table's name is the other name after a prefix: {@code crm_contact}, contact. */
  static boolean isWithPrefix(String table, String name) {
    return ends(forms(table), forms(name));
  }

  /** The last part of a type's name: {@code Deal} for {@code App\Models\Deal}. */
  public static String last(String type) {
    List<String> parts = Arrays.stream(type.split("[\\\\./:]+")).filter(p -> !p.isBlank()).toList();
    return parts.isEmpty() ? type : parts.get(parts.size() - 1);
  }

  private static boolean ends(Set<String> longer, Set<String> shorter) {
    return longer.stream()
        .anyMatch(one -> shorter.stream().anyMatch(other -> one.endsWith("_" + other)));
  }

  private static boolean intersect(Set<String> one, Set<String> other) {
    return one.stream().anyMatch(other::contains);
  }

  /** The name and what may be its singular. */
  static Set<String> forms(String name) {
    String plain = TABLE_PREFIX.matcher(plain(name)).replaceFirst("");
    int last = plain.lastIndexOf('_') + 1;
    String before = plain.substring(0, last);
    Set<String> forms = new TreeSet<>(Set.of(plain));
    for (String word : singular(plain.substring(last))) {
      forms.add(before + word);
    }
    return forms;
  }

  private static Set<String> singular(String word) {
    Set<String> forms = new TreeSet<>();
    if (IRREGULAR.containsKey(word)) {
      forms.add(IRREGULAR.get(word));
    }
    if (word.endsWith("ies") && word.length() > 4) {
      forms.add(word.substring(0, word.length() - 3) + "y");
    }
    if (word.matches(".+(s|x|z|ch|sh)es")) {
      forms.add(word.substring(0, word.length() - 2));
    }
    if (word.endsWith("s") && !word.endsWith("ss") && word.length() > 2) {
      forms.add(word.substring(0, word.length() - 1));
    }
    return forms;
  }
}
