package dev.lapse.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.security.Browser;
import dev.lapse.testing.Api;
import dev.lapse.testing.Commands;
import dev.lapse.testing.HttpCaller;
import dev.lapse.testing.ServingProgram;
import dev.lapse.testing.TestProgram;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.web.util.UriUtils;

/** An id that no path can carry is in the query, for every request, page and command. */
class AwkwardIdsIT {
  private static final String ACTIVE = "{\"kind\":\"direct\",\"state\":\"active\"}";
  private final TestProgram program = ServingProgram.knowingNothing();
  private final Api api = Api.of(program);

  @ParameterizedTest
  @ValueSource(
      strings = {"a/b", "50%", "a;b", "a\\b", "a\nb", ".", "..", "-", "{id}", "é ü", "//", "%2F"})
  void everyRequestReachesIt(String id) {
    String query = "?id=" + UriUtils.encode(id, "UTF-8");

    Api.Answer added = api.put("/accounts/-" + query, ACTIVE);

    assertThat(added.status()).isEqualTo(201);
    String location = added.header("Location");
    assertThat(api.get(location.replaceFirst("^/api/v1", "")).json().get("id").stringValue())
        .isEqualTo(id);
    assertThat(api.post("/accounts/-/pause" + query, "{\"reason\":\"x\"}").status()).isEqualTo(200);
    assertThat(
            api.post("/accounts/-/holds" + query, "{\"name\":\"tax/2026 %;\",\"reason\":\"x\"}")
                .status())
        .isEqualTo(200);
    assertThat(api.get("/accounts/-/holds" + query).json().get("holds")).hasSize(1);
    assertThat(
            api.post("/accounts/-/holds/-/release" + query + "&name=tax%2F2026%20%25%3B", "{}")
                .status())
        .isEqualTo(200);
    assertThat(api.get("/accounts/-/evidence" + query).json().get("evidence")).hasSize(3);
    HttpCaller gateway = HttpCaller.of(program).as("access");
    assertThat(gateway.get("/api/v1/accounts/-/access" + query).status()).isEqualTo(200);
    assertThat(gateway.get("/api/v1/accounts/-/sign-in" + query).status()).isEqualTo(200);
    assertThat(api.post("/accounts/-/reactivate" + query, "{\"billingToken\":\"t\"}").status())
        .isEqualTo(200);
    assertThat(Commands.on(program).run("account", "show", id, "-o", "json").json().get("id"))
        .hasToString(added.json().get("id").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "50%", "a;b", "..", "{id}"})
  void pageReachesIt(String id) {
    api.put("/accounts/-?id=" + UriUtils.encode(id, "UTF-8"), ACTIVE);
    Browser browser = Browser.at(program.address());
    String password =
        program
            .get(UserDetailsService.class)
            .loadUserByUsername("viewer")
            .getPassword()
            .replace("{noop}", "");
    browser.submit("/sign-in", "/sign-in", Map.of("username", "viewer", "password", password));

    HttpResponse<String> page = browser.get("/accounts?id=" + UriUtils.encode(id, "UTF-8"));

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains(id).contains("Everything works");
  }

  @Test
  void idempotencyKeyIsOfOneAccount() {
    api.put("/accounts/-?id=a%2Fb", ACTIVE);
    api.put("/accounts/-?id=a%2Fc", ACTIVE);
    Api once = api.with("Idempotency-Key", "k1");

    assertThat(once.post("/accounts/-/close?id=a%2Fb", "{}").status()).isEqualTo(200);
    assertThat(once.post("/accounts/-/close?id=a%2Fb", "{}").header("Idempotency-Replayed"))
        .isEqualTo("true");
    assertThat(once.post("/accounts/-/close?id=a%2Fc", "{}").problem())
        .isEqualTo("key-used-otherwise");
  }

  @Test
  void idWithNulIsRefused() {
    assertThat(api.get("/accounts/-?id=a%00b").problem()).isEqualTo("invalid");
    assertThat(api.get("/accounts/-?id=").problem()).isEqualTo("invalid");
    assertThat(api.get("/accounts/-?id=caf%E9").detail())
        .isEqualTo("'id' is not percent-encoded UTF-8");
    assertThat(api.get("/accounts/caf%E9").status()).isIn(400, 422);
  }

  @Test
  void formDoesNotNameAnAccount() {
    api.put("/accounts/1", ACTIVE);

    assertThat(
            api.send(
                    "POST",
                    "/accounts/-/close",
                    BodyPublishers.ofString("id=1"),
                    "application/x-www-form-urlencoded")
                .status())
        .isNotEqualTo(200);
    assertThat(api.get("/accounts/1").json().get("state").stringValue()).isEqualTo("active");
  }
}
