package dev.lapse.erase.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.catalog.HttpStore.Service;
import dev.lapse.erase.Erasures;
import dev.lapse.erase.outside.NonTransactionalStore;
import dev.lapse.erase.outside.StoreProgress;
import dev.lapse.erase.store.AccountsFailed;
import dev.lapse.erase.store.StopRequested;
import dev.lapse.erase.store.StoreErasure;
import dev.lapse.erase.store.StoreFailed;
import dev.lapse.testing.ErasingService;
import dev.lapse.testing.ErasingService.Mood;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import dev.lapse.testing.UnreliableWay;
import dev.lapse.testing.UnreliableWay.What;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service whose responses violate the contract is not trusted. */
class MisbehavingServiceIT {
  private static final String TOKEN = "token-of-the-service";

  private final TestProgram program = SharedProgram.knowingNothing();
  private final ErasingService service = new ErasingService(TOKEN);
  private final UnreliableWay way = new UnreliableWay(service.address());
  private final UUID run = UUID.randomUUID();

  @BeforeEach
  void forget() {
    program.lapse.run("delete from lapse.store_progress");
  }

  @AfterEach
  void close() {
    way.close();
    service.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"remaining\":0,\"blocked\":true}",
        "{\"remaining\":0,\"blocked\":{}}",
        "{\"remaining\":0,\"blocked\":7}",
        "{\"remaining\":0,\"blocked\":\"\"}",
        "{\"remaining\":0,\"blocked\":[\"x\"]}",
        "{\"remaining\":\"0\"}",
        "{\"remaining\":0.0}",
        "{\"remaining\":-1}",
        "{\"remaining\":null}",
        "{\"remaining\":0,\"remaining\":5}",
        "{\"remaining\":0}{\"remaining\":5}",
        "{\"remaining\":0",
        "{}",
        "[]",
        "<html>Please sign in</html>",
        ""
      })
  void refusesInvalidCountsOfRemainingData(String answer) {
    answers("GET /lapse/accounts/4", answer);
    assertThatThrownBy(() -> store().count(List.of("4")))
        .isInstanceOf(StoreFailed.class)
        .hasMessageContaining("does not answer as docs/http-store.yaml says");
    assertThat(store().preview(List.of("4")).refused()).containsOnlyKeys("4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"remaining\":0}", "{\"remaining\":0,\"blocked\":null,\"more\":[1]}"})
  void optionalMembersMayBeNull(String answer) {
    answers("GET /lapse/accounts/4", answer);
    assertThat(store().preview(List.of("4")).refused()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"status\":\"done\"}",
        "{\"status\":\"done\",\"erased\":\"3\"}",
        "{\"status\":\"done\",\"erased\":null}",
        "{\"status\":true,\"erased\":3}",
        "{\"status\":\"failed\",\"reason\":{}}",
        "{\"erased\":3}",
        "<html>Please sign in</html>",
        ""
      })
  void invalidResponseDoesNotCompleteAnErasure(String answer) {
    service.keeps("4", 3);
    answers("PUT ", answer);
    assertThatThrownBy(() -> erase(run, "4")).isInstanceOf(AccountsFailed.class);
    assertThat(progress(run, "4")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>Please sign in</html>", "ok"})
  void refusesAWebPageAsHealth(String answer) {
    answers("GET /lapse/health", answer);
    assertThatThrownBy(() -> client().tryOut())
        .isInstanceOf(StoreFailed.class)
        .hasMessageContaining("to GET /health it answered '" + answer + "'");
  }

  @Test
  void refusesAServiceThatReportsDataOfAnyAccount() {
    answers("GET /lapse/accounts/", "{\"remaining\":2}");
    assertThatThrownBy(() -> client().tryOut())
        .hasMessageContaining("it reports data of an account that does not exist");
  }

  @Test
  void quotesTheResponseWithoutTheToken() {
    answers("GET /lapse/accounts/4", "not JSON: " + TOKEN);
    assertThatThrownBy(() -> store().count(List.of("4")))
        .hasMessageEndingWith("'not JSON: …' is not a JSON object");
  }

  // what is wrong is said in words

  @Test
  void aServiceThatIsNotThereRefusesTheConnection() {
    way.close();
    assertThatThrownBy(() -> store().count(List.of("4")))
        .isInstanceOf(StoreFailed.class)
        .hasMessage("store 'search' cannot be reached: the connection was refused");
  }

  // numbers

  @ParameterizedTest
  @ValueSource(strings = {"1000000000001", "9223372036854775807", "9223372036854775808", "1e300"})
  void refusesNumbersAboveTheMaximum(String number) {
    answers("GET /lapse/accounts/4", "{\"remaining\":%s}".formatted(number));
    assertThatThrownBy(() -> store().count(List.of("4"))).isInstanceOf(StoreFailed.class);
    answers("PUT ", "{\"status\":\"done\",\"erased\":%s}".formatted(number));
    assertThatThrownBy(() -> erase(run, "4")).isInstanceOf(AccountsFailed.class);
    assertThat(progress(run, "4")).isZero();
  }

  @Test
  void acceptsTheMaximum() {
    answers("GET /lapse/accounts/4", "{\"remaining\":1000000000000}");
    assertThat(store().count(List.of("4")).byAccount()).containsOnlyKeys("4");
  }

  // the key of a repeated request

  @Test
  void nextRunReusesTheOpenKey() {
    service.keeps("4", 3).in(Mood.STUCK);
    assertThatThrownBy(() -> erase(run, "4")).isInstanceOf(AccountsFailed.class);
    UUID next = UUID.randomUUID();
    assertThatThrownBy(() -> erase(next, "4")).isInstanceOf(AccountsFailed.class);
    assertThat(service.keys()).isEqualTo(1);

    service.in(Mood.WILLING);
    UUID third = UUID.randomUUID();
    erase(third, "4");
    assertThat(service.keys()).isEqualTo(1);
    assertThat(progress(run, "4") + progress(next, "4")).isZero();
  }

  @Test
  void aKeyThatIsDoneIsNotUsedAgain() {
    service.keeps("4", 3);
    erase(run, "4");
    service.keeps("4", 2);
    UUID next = UUID.randomUUID();
    erase(next, "4");
    assertThat(service.keys()).isEqualTo(2);
    assertThat(service.kept()).isEmpty();
    assertThat(progress(run, "4")).isEqualTo(3);
    assertThat(progress(next, "4")).isEqualTo(2);
  }

  @Test
  void eachAccountHasAKeyOfItsOwn() {
    service.keeps("4", 3).keeps("5", 3).in(Mood.STUCK);
    assertThatThrownBy(() -> erase(run, "4", "5")).isInstanceOf(AccountsFailed.class);
    assertThatThrownBy(() -> erase(UUID.randomUUID(), "5", "4")).isInstanceOf(AccountsFailed.class);
    assertThat(service.keys()).isEqualTo(2);
  }

  // foreseen and not erased

  @Test
  void checksAgainIfNothingOfSomethingWasErased() {
    service.keeps("4", 3);
    StoreErasure store = store();
    store.preview(List.of("4"));
    way.answer("{\"status\":\"done\",\"erased\":0}")
        .disturb(request -> request.startsWith("PUT") ? What.IS_ANSWERED_HERE : What.PASSES);
    Erasures.erase(store, run, "4");
    answers("GET /lapse/accounts/4", "{\"remaining\":0}");
    assertThat(store.remaining(List.of("4")).byAccount()).isEmpty();
    assertThat(store.unproven(List.of("4")).get("4"))
        .startsWith("store 'search': 3 were expected and 0 erased");
    program.clock.advance(Duration.ofMinutes(10));
    assertThat(store().unproven(List.of("4"))).isEmpty();
  }

  @Test
  void aServiceMayCountInAnotherUnit() {
    service.keeps("4", 3);
    answers("GET /lapse/accounts/4", "{\"remaining\":300}");
    erase(run, "4");
    assertThat(store().unproven(List.of("4"))).isEmpty();
  }

  @Test
  void aStopIsObeyedBetweenAccounts() {
    service.keeps("4", 3).keeps("5", 3);
    AtomicInteger asked = new AtomicInteger();
    StoreErasure store = store().heeding(() -> asked.incrementAndGet() < 2);
    assertThatThrownBy(() -> store.count(List.of("4", "5"))).isInstanceOf(StopRequested.class);
    asked.set(0);
    assertThatThrownBy(() -> store.preview(List.of("4", "5"))).isInstanceOf(StopRequested.class);
    assertThat(service.seen()).hasSize(2);
  }

  private void answers(String requests, String answer) {
    way.answer(answer)
        .disturb(request -> request.startsWith(requests) ? What.IS_ANSWERED_HERE : What.PASSES);
  }

  private StoreErasure store() {
    return new EraseByHttp(
        new NonTransactionalStore(
            "search", program.get(StoreProgress.class), Duration.ofMinutes(10), program.clock),
        client(),
        Duration.ofMillis(200));
  }

  private ErasureService client() {
    return new ErasureService(
        "search",
        new RetryingRequests("search", new Service(URI.create(way.address() + "/lapse"), TOKEN)));
  }

  private void erase(UUID in, String... ids) {
    Erasures.erase(store(), in, ids);
  }

  private long progress(UUID in, String id) {
    return store().progress(in, List.of(id)).byAccount().values().stream()
        .flatMap(sets -> sets.values().stream())
        .mapToLong(Long::longValue)
        .sum();
  }
}
