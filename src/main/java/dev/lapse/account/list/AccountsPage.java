package dev.lapse.account.list;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of accounts, by id.
 *
 * @param next value of {@code after} for the next page; null on the last page
 */
public record AccountsPage(List<ListedAccount> accounts, @Nullable String next) {}
