package dev.lapse.run.review;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of the accounts of a run, by id.
 *
 * @param next value of {@code after} for the next page; null on the last page
 */
public record RunAccountsPage(List<RunAccount> accounts, @Nullable String next) {}
