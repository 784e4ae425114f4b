package dev.lapse.account.list;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.lapse.clock.Timestamps;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Lists the holds in force of all accounts. */
@Component
public class ListHolds {
  /** Maximum number of holds on a page. */
  public static final int MOST = 500;

  private static final String LIST =
      """
      with in_force as (
        select *
        from lapse.hold
        where released_at is null
          and (until is null or until > least(:now, lapse.clock()))
          and (cast(:after as text) is null or (lapse.digits(account_id), account_id) > (lapse.digits(:after), :after))
        order by lapse.digits(account_id), account_id
        fetch first :limit rows with ties
      )
      select h.account_id, a.name as account_name, h.name, h.reason, h.placed_by, h.placed_at, h.until
      from in_force h
      join lapse.account a on a.id = h.account_id
      order by lapse.digits(h.account_id), h.account_id, h.name
      """;

  private final JdbcClient jdbc;
  private final InstantSource clock;

  ListHolds(JdbcClient jdbc, InstantSource clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * A hold in force.
   *
   * @param until when it ends by itself; null if only a release ends it
   */
  @JsonInclude(Include.NON_NULL)
  public record InForce(
      String account,
      @Nullable String accountName,
      String name,
      String reason,
      String placedBy,
      Instant placedAt,
      @Nullable Instant until) {}

  /**
   * A page of holds, by account and name.
   *
   * @param next value of {@code after} for the next page; null on the last page
   */
  public record Page(List<InForce> holds, @Nullable String next) {}

  /**
   * One page.
   *
   * @param after only holds of accounts after this one; null for the first page
   * @param limit from 1 to {@link #MOST}; the holds of the last account may exceed it
   */
  public Page page(@Nullable String after, int limit) {
    List<InForce> page =
        jdbc.sql(LIST)
            .param("now", Timestamps.parameter(clock.instant()))
            .param("after", after)
            .param("limit", limit)
            .query(
                (row, number) ->
                    new InForce(
                        row.getString("account_id"),
                        row.getString("account_name"),
                        row.getString("name"),
                        row.getString("reason"),
                        row.getString("placed_by"),
                        Timestamps.get(row, "placed_at"),
                        Timestamps.find(row, "until")))
            .list();
    return new Page(page, page.size() < limit ? null : page.get(page.size() - 1).account());
  }
}
