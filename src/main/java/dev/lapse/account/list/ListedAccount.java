package dev.lapse.account.list;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An account in a list.
 *
 * @param access {@code full} or {@code billing-only}
 * @param data {@code available}, {@code retained}, {@code being-erased} or {@code erased}
 * @param nextDue the earliest deadline of a job that is not done
 * @param holds names of the holds in force
 * @param failedNights on how many nights it failed since it was last done or skipped; 0 if it did
 *     not
 */
@JsonInclude(Include.NON_NULL)
public record ListedAccount(
    String id,
    @Nullable String name,
    String kind,
    String state,
    String cell,
    String access,
    String data,
    @Nullable String nextJob,
    @Nullable Instant nextDue,
    List<String> holds,
    int failedNights) {}
