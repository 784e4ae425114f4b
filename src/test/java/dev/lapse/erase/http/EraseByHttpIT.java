package dev.lapse.erase.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.catalog.HttpStore.Service;
import dev.lapse.erase.Erasures;
import dev.lapse.erase.outside.NonTransactionalStore;
import dev.lapse.erase.outside.StoreProgress;
import dev.lapse.erase.store.AccountsFailed;
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
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EraseByHttpIT {
  private final TestProgram program = SharedProgram.knowingNothing();
  private final ErasingService service = new ErasingService("secret-token");
  private final UnreliableWay way = new UnreliableWay(service.address());
  private final UUID run = UUID.randomUUID();
  private long timeout = 10_000;
  private Duration patience = Duration.ofSeconds(30);

  @BeforeEach
  void forget() {
    program.lapse.run("delete from lapse.store_progress");
  }

  @AfterEach
  void close() {
    way.close();
    service.close();
  }

  @Test
  void erasesOneAccountOnlyWhateverItsIdIsMadeOf() {
    service.keeps("4", 3).keeps("4/../5?x=1#y é%2F", 7).keeps("5", 2);
    assertThat(store().count(List.of("4", "4/../5?x=1#y é%2F", "6")).byAccount())
        .isEqualTo(
            Map.of(
                "4",
                Map.of("search.account", 3L),
                "4/../5?x=1#y é%2F",
                Map.of("search.account", 7L)));
    erase(run, "4", "4/../5?x=1#y é%2F");
    assertThat(service.kept()).isEqualTo(Map.of("5", 2L));
    assertThat(erased(run, "4")).isEqualTo(3);
    assertThat(erased(run, "4/../5?x=1#y é%2F")).isEqualTo(7);
    assertThat(store().begun(List.of("4", "5"))).containsOnlyKeys("4");
    assertThat(store().isValidKey("..")).isFalse();
  }

  @Test
  void waitsForWhatTakesLonger() {
    service.keeps("4", 3).keeps("5", 2).in(Mood.SLOW).doneAfter(3);
    erase(run, "4", "5");
    assertThat(erased(run, "4", "5")).isEqualTo(5);
    assertThat(service.seen()).filteredOn(each -> each.startsWith("PUT")).hasSize(2);
  }

  @Test
  void resumesATimedOutErasureWithTheSameKey() {
    service.keeps("4", 3).in(Mood.STUCK);
    patience = Duration.ofMillis(500);
    assertThatThrownBy(() -> erase(run, "4"))
        .isInstanceOf(AccountsFailed.class)
        .hasMessage("store 'search': still not done after PT0.5S; the next run checks again");
    assertThat(erased(run, "4")).isZero();
    service.in(Mood.WILLING);
    erase(run, "4");
    assertThat(service.keys()).isEqualTo(1);
  }

  @Test
  void asksAgainForWhatTheServiceHasLost() {
    service.keeps("4", 3).in(Mood.FORGETFUL);
    erase(run, "4");
    assertThat(erased(run, "4")).isEqualTo(3);
    assertThat(service.keys()).isEqualTo(1);
  }

  @Test
  void stopsBetweenQuestions() {
    service.keeps("4", 3).in(Mood.STUCK);
    assertThat(Erasures.eraseLarge(store(), run, "4", () -> false)).isFalse();
    service.in(Mood.WILLING);
    assertThat(Erasures.eraseLarge(store(), run, "4", () -> true)).isTrue();
    assertThat(service.keys()).isEqualTo(1);
  }

  @Test
  void saysInOneLineWhyTheServiceRefuses() {
    service.keeps("4", 3).in(Mood.REFUSING);
    assertThatThrownBy(() -> erase(run, "4"))
        .isInstanceOf(AccountsFailed.class)
        .hasMessage("store 'search': refused: open invoice");
    service.in(Mood.FAILING);
    assertThatThrownBy(() -> erase(run, "4")).hasMessage("store 'search': refused: disk full");
    assertThat(service.kept()).containsEntry("4", 3L);
  }

  @Test
  void findsDataThatALyingServiceKept() {
    service.keeps("4", 3).in(Mood.LYING);
    erase(run, "4");
    assertThat(store().count(List.of("4")).byAccount()).containsOnlyKeys("4");

    service.in(Mood.WILLING);
    erase(run, "4");
    assertThat(service.keys()).as("what is done is not asked for again").isEqualTo(2);
    assertThat(service.kept()).isEmpty();
  }

  @Test
  void countsOnceWhateverIsLostOnTheWay() {
    service.keeps("4", 3).keeps("5", 2);
    way.disturb(request -> request.startsWith("PUT") ? What.LOSES_ITS_ANSWER : What.PASSES);
    assertThatThrownBy(() -> erase(run, "4", "5"))
        .isInstanceOf(StoreFailed.class)
        .hasMessageStartingWith("store 'search' cannot be reached: ");
    assertThat(service.kept()).containsOnlyKeys("5");

    way.calm();
    assertThat(erased(run, "4")).as("known without erasing").isEqualTo(3);
    erase(run, "4", "5");
    assertThat(erased(run, "4", "5")).isEqualTo(5);
  }

  @Test
  void countsOnceWhatABrokenServiceDid() {
    service.keeps("4", 3).in(Mood.BROKEN);
    assertThatThrownBy(() -> erase(run, "4"))
        .hasMessage("store 'search' answered 500 to PUT /erasures");
    service.in(Mood.WILLING);
    erase(run, "4");
    assertThat(erased(run, "4")).isEqualTo(3);
    assertThat(service.keys()).isEqualTo(1);
  }

  @Test
  void triesAgainWhereTheServiceIsBusy() {
    service.keeps("4", 3);
    AtomicInteger left = new AtomicInteger(3);
    way.disturb(
        request ->
            request.startsWith("PUT") && left.getAndDecrement() > 0
                ? What.IS_THROTTLED
                : What.PASSES);
    erase(run, "4");
    assertThat(erased(run, "4")).isEqualTo(3);
    assertThat(way.seen()).filteredOn(each -> each.startsWith("PUT")).hasSize(4);
  }

  @Test
  void waitsForNoResponseForever() {
    service.in(Mood.STALLING);
    timeout = 300;
    assertThatThrownBy(() -> store().count(List.of("4")))
        .isInstanceOf(StoreFailed.class)
        .hasMessageContaining("no complete response within PT0.3S");
  }

  @Test
  void refusesResponsesThatAreTooLongOrInvalid() {
    service.in(Mood.TALKATIVE);
    assertThatThrownBy(() -> store().count(List.of("4")))
        .hasMessage("store 'search' cannot be reached: its answer is longer than 65536 bytes");
    service.in(Mood.NONSENSE);
    assertThatThrownBy(() -> store().count(List.of("4")))
        .hasMessage(
            "store 'search' does not answer as docs/http-store.yaml says: '<html>Welcome</html>' is not a JSON object");
  }

  @Test
  void neverRevealsTheToken() {
    assertThatThrownBy(() -> service("wrong-token").tryOut())
        .hasMessage("store 'search' answered 401 to GET /health; is its token right?");
    assertThat(new Service(way.address(), "secret-token").toString()).doesNotContain("secret");
  }

  private StoreErasure store() {
    return new EraseByHttp(
        new NonTransactionalStore(
            "search", program.get(StoreProgress.class), Duration.ofMinutes(10), program.clock),
        service("secret-token"),
        patience);
  }

  private ErasureService service(String token) {
    return new ErasureService(
        "search",
        new RetryingRequests(
            "search",
            new Service(URI.create(way.address() + "/lapse"), token),
            Duration.ofMillis(timeout)));
  }

  private void erase(UUID in, String... ids) {
    Erasures.erase(store(), in, ids);
  }

  private long erased(UUID in, String... ids) {
    return store().progress(in, List.of(ids)).byAccount().values().stream()
        .flatMap(sets -> sets.values().stream())
        .mapToLong(Long::longValue)
        .sum();
  }
}
