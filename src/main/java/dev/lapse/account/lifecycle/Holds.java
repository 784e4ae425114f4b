package dev.lapse.account.lifecycle;

import dev.lapse.account.Account;
import dev.lapse.account.AnnounceChanges;
import dev.lapse.account.RefusedByRule;
import dev.lapse.clock.Timestamps;
import dev.lapse.evidence.Evidence;
import dev.lapse.evidence.EvidenceKind;
import dev.lapse.evidence.EvidenceLog;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Places and releases holds under the account's lock: a hold is placed before the claim of an
 * erasure or after it, never in between.
 */
@Component
public class Holds {
  /** The default name of a hold. */
  public static final String USUAL = "legal";

  private static final String PLACE =
      """
      insert into lapse.hold (account_id, name, reason, placed_by, placed_at, until)
      values (:id, :name, :reason, :actor, :now, :until)
      """;
  private static final String END_EXPIRED =
      """
      update lapse.hold
      set released_at = until, released_by = 'until'
      where account_id = :id
        and released_at is null
        and until <= :now
      """;
  private static final String RELEASE =
      """
      update lapse.hold
      set released_at = :now, released_by = :actor, release_reason = :reason
      where account_id = :id
        and name = :name
        and released_at is null
      """;

  private static final String ENDS =
      """
      select h.account_id, nullif(max(coalesce(h.until, 'infinity')), 'infinity') as until
      from lapse.hold h
      join lapse.account a on a.id = h.account_id
      where a.cell = :cell
        and h.released_at is null
        and (h.until is null or h.until > :now)
      group by h.account_id
      """;

  private static final String ALL =
      """
      select name, reason, placed_by, placed_at, until, released_by, released_at, release_reason
      from lapse.hold
      where account_id = :id
      order by placed_at desc, name
      limit 1000
      """;

  private final JdbcClient jdbc;
  private final EvidenceLog evidence;
  private final AnnounceChanges announce;
  private final ChangeUnderLock change;

  Holds(JdbcClient jdbc, EvidenceLog evidence, AnnounceChanges announce, ChangeUnderLock change) {
    this.jdbc = jdbc;
    this.evidence = evidence;
    this.announce = announce;
    this.change = change;
  }

  /**
   * One hold, in force or not.
   *
   * @param until when it ends by itself; null if only a release ends it
   */
  public record Placed(
      String name,
      boolean inForce,
      String reason,
      String placedBy,
      Instant placedAt,
      @Nullable Instant until,
      @Nullable String releasedBy,
      @Nullable Instant releasedAt,
      @Nullable String releaseReason) {}

  /**
   * When the holds of a cell's accounts end if none is placed or released meanwhile; {@link
   * Instant#MAX} if one of them does not end by itself. Accounts without a hold are absent.
   */
  public Map<String, Instant> ends(String cell, Instant now) {
    Map<String, Instant> ends = new HashMap<>();
    jdbc.sql(ENDS)
        .param("cell", cell)
        .param("now", Timestamps.parameter(now))
        .query(
            row -> {
              Instant until = Timestamps.find(row, "until");
              ends.put(row.getString("account_id"), until == null ? Instant.MAX : until);
            });
    return ends;
  }

  /** The last thousand holds of an account, newest first. */
  public List<Placed> list(String id, Instant now) {
    return jdbc.sql(ALL).param("id", id).query((row, number) -> placed(row, now)).list();
  }

  private static Placed placed(ResultSet row, Instant now) throws SQLException {
    Instant until = Timestamps.find(row, "until");
    Instant releasedAt = Timestamps.find(row, "released_at");
    return new Placed(
        row.getString("name"),
        releasedAt == null && (until == null || until.isAfter(now)),
        row.getString("reason"),
        row.getString("placed_by"),
        Timestamps.get(row, "placed_at"),
        until,
        row.getString("released_by"),
        releasedAt,
        row.getString("release_reason"));
  }

  /**
   * Forbids the erasure of the account until the hold is released. Past the point of no return it
   * only protects what the next run would erase, not what the current run erases.
   *
   * @param until when the hold ends by itself, or null
   * @throws RefusedByRule if a hold of this name is in force, or the account is already erased
   */
  public Account place(
      String id, String name, String reason, @Nullable Instant until, String actor, Instant now) {
    return change.anywhere(
        id,
        now,
        account -> {
          if (account.holds().contains(name)) {
            throw new RefusedByRule(
                "already-on-hold", "account '%s' already has a hold '%s'".formatted(id, name));
          }
          if (account.erasedAt() != null && account.keptDue() == null) {
            throw new RefusedByRule(
                "already-erased",
                "account '%s' was erased at %s".formatted(id, account.erasedAt()));
          }
          jdbc.sql(END_EXPIRED).param("id", id).param("now", Timestamps.parameter(now)).update();
          jdbc.sql(PLACE)
              .param("id", id)
              .param("name", name)
              .param("reason", reason)
              .param("actor", actor)
              .param("now", Timestamps.parameter(now))
              .param("until", Timestamps.parameter(until))
              .update();
          evidence.append(
              new Evidence(
                  EvidenceKind.HOLD_PLACED,
                  now,
                  id,
                  account.lapseNumber(),
                  null,
                  actor,
                  Map.of(
                      "hold", name, "afterPointOfNoReturn", account.pointOfNoReturnAt() != null)));
          announce.holdPlaced(account, until, now);
        });
  }

  /**
   * Releases a hold.
   *
   * @throws RefusedByRule if no hold of this name is in force
   */
  public Account release(
      String id, String name, @Nullable String reason, String actor, Instant now) {
    return change.anywhere(
        id,
        now,
        account -> {
          if (!account.holds().contains(name)) {
            throw new RefusedByRule(
                "not-on-hold",
                "account '%s' has no hold '%s'; in force: %s"
                    .formatted(
                        id,
                        name,
                        account.holds().isEmpty() ? "none" : String.join(", ", account.holds())));
          }
          jdbc.sql(RELEASE)
              .param("id", id)
              .param("name", name)
              .param("actor", actor)
              .param("reason", reason)
              .param("now", Timestamps.parameter(now))
              .update();
          evidence.append(
              new Evidence(
                  EvidenceKind.HOLD_RELEASED,
                  now,
                  id,
                  account.lapseNumber(),
                  null,
                  actor,
                  Map.of("hold", name)));
          announce.holdReleased(account, now);
        });
  }
}
