package dev.lapse.event;

import dev.lapse.clock.Timestamps;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes events and their deliveries in the caller's transaction: an event and the change that it
 * describes are committed together, or neither is.
 *
 * <p>The caller holds the lock of the account's row, so the events of an account are numbered in
 * the order of their commits (docs/adr/0012-outbox-and-reminders.md).
 */
@Component
public class Outbox {
  private static final String APPEND =
      """
      with written as (
        insert into lapse.event (id, type, account_id, lapse_number, at, recorded_at, valid_until, data)
        select e.id, :type, e.account_id, e.lapse_number, e.at, :now, e.valid_until, e.data
        from unnest(
          cast(:ids as uuid[]), :accountIds, cast(:lapseNumbers as integer[]), cast(:at as timestamptz[]),
          cast(:validUntil as timestamptz[]), cast(:data as jsonb[])
        ) with ordinality as e (id, account_id, lapse_number, at, valid_until, data, place)
        order by e.place
        returning number, account_id
      )
      insert into lapse.delivery (destination, event_number, account_id, state, next_attempt_at, last_error)
      select
        wanted.name,
        written.number,
        written.account_id,
        case when known.stopped_at is null then 'pending' else 'dead' end,
        :now,
        case when known.stopped_at is null then null else 'the destination is stopped' end
      from written
      cross join unnest(cast(:destinations as text[])) as wanted (name)
      left join lapse.destination known on known.name = wanted.name
      """;
  private static final String SUPERSEDE =
      """
      with untrue as (
        select d.destination, d.event_number, e.type, e.lapse_number, e.data
        from lapse.delivery d
        join lapse.event e on e.number = d.event_number
        where d.account_id = :accountId
          and d.state in ('pending', 'dead')
          and e.type = any(:types)
        order by d.event_number, d.destination
        for update of d
      )
      update lapse.delivery d
      set state = 'superseded'
      from untrue
      where d.destination = untrue.destination
        and d.event_number = untrue.event_number
      returning untrue.type, untrue.lapse_number, untrue.data::text
      """;
  private static final TypeReference<Map<String, Object>> DATA = new TypeReference<>() {};

  private final NamedParameterJdbcOperations jdbc;
  private final JsonMapper json;
  private final EventSettings settings;
  private final InstantSource clock;

  Outbox(
      NamedParameterJdbcOperations jdbc,
      JsonMapper json,
      EventSettings settings,
      InstantSource clock) {
    this.jdbc = jdbc;
    this.json = json;
    this.settings = settings;
    this.clock = clock;
  }

  public void append(NewEvent event) {
    append(List.of(event));
  }

  /** Appends events, those of one account in the given order. */
  public void append(Collection<NewEvent> events) {
    List<NewEvent> sameType = new ArrayList<>();
    for (NewEvent event : events) {
      if (!sameType.isEmpty() && sameType.get(0).type() != event.type()) {
        appendSameType(sameType);
        sameType.clear();
      }
      sameType.add(event);
    }
    appendSameType(sameType);
  }

  private void appendSameType(List<NewEvent> events) {
    if (!events.isEmpty()) {
      EventType type = events.get(0).type();
      jdbc.update(
          APPEND,
          new MapSqlParameterSource()
              .addValue("type", type.text())
              .addValue("now", Timestamps.parameter(clock.instant()))
              .addValue("destinations", settings.namesOfThoseThatWant(type))
              .addValue("ids", texts(events, event -> UUID.randomUUID()))
              .addValue("accountIds", texts(events, NewEvent::accountId))
              .addValue("lapseNumbers", texts(events, NewEvent::lapseNumber))
              .addValue("at", texts(events, event -> Timestamps.parameter(event.at())))
              .addValue(
                  "validUntil", texts(events, event -> Timestamps.parameter(event.validUntil())))
              .addValue(
                  "data",
                  texts(events, event -> json.writeValueAsString(new TreeMap<>(event.data())))));
    }
  }

  private static @Nullable String[] texts(
      List<NewEvent> events, Function<NewEvent, @Nullable Object> value) {
    return events.stream()
        .map(value)
        .map(object -> object == null ? null : object.toString())
        .toArray(String[]::new);
  }

  /**
   * Supersedes the undelivered events of these types: they are no longer true and are never sent
   * again, not even by an operator. A request already in progress cannot be recalled.
   *
   * @return the events that were open or dead at one destination or more
   */
  public Set<Superseded> supersede(String accountId, Set<EventType> types) {
    return Set.copyOf(
        jdbc.query(
            SUPERSEDE,
            new MapSqlParameterSource()
                .addValue("accountId", accountId)
                .addValue("types", types.stream().map(EventType::text).toArray(String[]::new)),
            (row, number) ->
                new Superseded(
                    EventType.of(row.getString("type")).orElseThrow(),
                    row.getInt("lapse_number"),
                    json.readValue(row.getString("data"), DATA))));
  }
}
