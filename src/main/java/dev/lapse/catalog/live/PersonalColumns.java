package dev.lapse.catalog.live;

import java.util.Locale;
import java.util.regex.Pattern;

/** Names of columns that may have the data of a person. */
public final class PersonalColumns {
  private static final Pattern OF_A_PERSON =
      Pattern.compile(
          ".*(mail|phone|mobile|password|passwd|pwd|first_?name|last_?name|surname|full_?name|birth|street"
              + "|iban|ssn|secret|token|login|username|user_?name).*");
  private static final Pattern OF_A_CUSTOMER =
      Pattern.compile("(.*_)?(name|address|city|zip|post_?code|vat(_?id)?|company)");

  private PersonalColumns() {}

  /** True for a name that persons' tables have and lookups do not. */
  public static boolean isOfPerson(String column) {
    return OF_A_PERSON.matcher(column.toLowerCase(Locale.ROOT)).matches();
  }

  /** True for a name under which customers are known too, such as {@code name}. */
  public static boolean namesCustomer(String column) {
    return isOfPerson(column) || OF_A_CUSTOMER.matcher(column.toLowerCase(Locale.ROOT)).matches();
  }
}
