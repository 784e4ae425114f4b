package dev.lapse.openapi;

import dev.lapse.testing.HttpCaller;
import dev.lapse.testing.OpenIdProvider;
import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestProgram;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The programs to which examples are sent. One is open at a time: two would share a scheduler. */
final class Programs implements AutoCloseable {
  /** To which most are sent; its callers bring tokens of a provider. */
  static final String USUAL = "usual";

  private final OpenIdProvider provider = OpenIdProvider.start();
  private @Nullable TestProgram open;
  private String name = "";

  TestProgram named(String wanted) {
    if (!name.equals(wanted)) {
      close(open);
      open = open(wanted);
      name = wanted;
    }
    return Objects.requireNonNull(open);
  }

  /** Somebody with a role, who administers and provides accounts 42 and 4711. */
  HttpCaller caller(TestProgram program, String as) {
    List<String> accounts = List.of("42", "4711");
    HttpCaller caller = HttpCaller.of(program);
    return switch (as) {
      case "nobody" -> caller;
      case "administrator" ->
          bearing(
              caller, Map.of("roles", List.of("lifecycle"), "primary_administrator_of", accounts));
      case "provider" ->
          bearing(caller, Map.of("roles", List.of("lifecycle"), "provider_of", accounts));
      default ->
          name.equals("local")
              ? caller.as(as)
              : bearing(
                  caller,
                  Map.of(
                      "roles",
                      List.of(as),
                      "primary_administrator_of",
                      accounts,
                      "provider_of",
                      accounts));
    };
  }

  private HttpCaller bearing(HttpCaller caller, Map<String, Object> claims) {
    return caller.with("Authorization", "Bearer " + provider.token("someone", claims));
  }

  private TestProgram open(String wanted) {
    TestProgram.Setup setup =
        TestProgram.at(SharedProgram.NOW.toString())
            .product(SharedProgram.TABLES)
            .sets(SharedProgram.SETS)
            .file(
                "expire.yaml", "mode: enforce\nlimits: {accounts: 2, percent-of-accounts: 100}\n");
    return switch (wanted) {
      case USUAL -> provider.believedBy(setup).open();
      case "without-choice" ->
          provider.believedBy(setup.file("policy.yaml", WITHOUT_CHOICE)).open();
      case "with-webhook" -> provider.believedBy(setup.file("events.yaml", WEBHOOK)).open();
      case "accounts-in-store" -> provider.believedBy(setup.file("accounts.yaml", IN_STORE)).open();
      case "provider-gone" -> {
        OpenIdProvider gone = OpenIdProvider.start();
        TestProgram program = gone.believedBy(setup).open();
        gone.close();
        yield program;
      }
      case "local" -> setup.serving().open();
      default -> throw new IllegalArgumentException("no program '" + wanted + "'");
    };
  }

  private static final String WITHOUT_CHOICE =
      """
      version: "2"
      grace-period: P5D
      retention-period: P1Y
      pause-every: P12M
      retention-choice: []
      erase-ended-trials: false
      features: [automations, campaigns, crm]
      data-access: [contacts, deals, reports]
      """;

  private static final String WEBHOOK =
      """
      webhooks:
        - name: mailer
          url: http://127.0.0.1:1/nobody-listens
          secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw
      """;

  private static final String IN_STORE =
      """
      store: product
      query: |
        select id, 'direct' as kind, 'active' as state, null::timestamptz as lapsed_at,
          false as retain_data, 'Europe/Paris' as time_zone
        from public.account
      """;

  private static void close(@Nullable TestProgram program) {
    if (program != null) {
      program.close();
    }
  }

  @Override
  public void close() {
    close(open);
    provider.close();
  }
}
