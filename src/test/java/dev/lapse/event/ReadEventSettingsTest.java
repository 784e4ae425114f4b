package dev.lapse.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lapse.file.JobsFolder;
import dev.lapse.file.WrongFile;
import dev.lapse.file.YamlMap;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadEventSettingsTest {
  private static final String SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
  private static final String OTHER = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";

  @Test
  void packagedFileHasNoDestination() {
    EventSettings packaged =
        ReadEventSettings.from(new JobsFolder(null, text -> text).read("events.yaml"));

    assertThat(packaged).isEqualTo(new EventSettings(null, List.of(), null));
    assertThat(packaged.names()).isEmpty();
  }

  @Test
  void readsEveryKey() {
    EventSettings settings =
        read(
            """
            source: urn:lapse:production
            webhooks:
              - name: mailer
                url: https://mailer.internal/lapse?key=${KEY}
                secret: ${SECRET}
                types: [account.lapsed, account.grace-ending]
                timeout: PT5S
              - {name: crm, url: http://crm.internal/hook, insecure: true, secret: [%s, %s]}
            kafka:
              bootstrap-servers: kafka-1:9092, kafka-2:9092
              topic: account-lifecycle
              properties: {security.protocol: SASL_SSL, sasl.jaas.config: ${SECRET}}
            """
                .formatted(SECRET, OTHER));

    assertThat(settings.source()).isEqualTo("urn:lapse:production");
    assertThat(settings.names()).containsExactly("mailer", "crm", "kafka");
    WebhookSettings mailer = settings.webhooks().get(0);
    assertThat(mailer.url()).hasToString("https://mailer.internal/lapse?key=k1");
    assertThat(mailer.timeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(mailer.secrets()).hasSize(1);
    assertThat(settings.webhooks().get(1).secrets()).hasSize(2);
    assertThat(settings.webhooks().get(1).timeout()).isEqualTo(Duration.ofSeconds(15));
    assertThat(settings.namesOfThoseThatWant(EventType.LAPSED))
        .containsExactly("mailer", "crm", "kafka");
    assertThat(settings.namesOfThoseThatWant(EventType.PURGED)).containsExactly("crm", "kafka");
    assertThat(Objects.requireNonNull(settings.kafka()).bootstrapServers())
        .isEqualTo("kafka-1:9092,kafka-2:9092");
    assertThat(settings.kafka().properties())
        .isEqualTo(Map.of("security.protocol", "SASL_SSL", "sasl.jaas.config", SECRET));
    assertThat(settings.toString()).doesNotContain("whsec", "k1", "internal/lapse");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          webhook: []                                              | events.yaml:1: unknown key 'webhook'; did you mean 'webhooks'?
          webhooks: [{name: a}]                                    | events.yaml:1: 'url' is missing in 'webhooks'
          webhooks: [{name: Mailer, url: x, secret: x}]            | events.yaml:1: 'name' is 'Mailer', but must be up to 40 lower-case letters, digits and hyphens, such as mailer, and not kafka
          webhooks: [{name: kafka, url: x, secret: x}]             | events.yaml:1: 'name' is 'kafka', but must be up to 40 lower-case letters, digits and hyphens, such as mailer, and not kafka
          webhooks: [{name: a, url: ftp://x/, secret: x}]          | events.yaml:1: 'url' must be an address such as https://mailer.internal/lapse, without user, password and fragment
          webhooks: [{name: a, url: 'https://u:pw@x/', secret: x}] | events.yaml:1: 'url' must be an address such as https://mailer.internal/lapse, without user, password and fragment
          webhooks: [{name: a, url: 'http://x.org/', secret: x}]   | events.yaml:1: 'url' begins with http:, which is not encrypted; use https:, or write 'insecure: true' if the network encrypts it
          webhooks: [{name: a, url: 'https://169.254.169.254/', secret: x}] | events.yaml:1: 'url' has a link-local or metadata address, which cannot be a receiver of events
          webhooks: [{name: a, url: 'https://[fe80::1]/', secret: x}] | events.yaml:1: 'url' has a link-local or metadata address, which cannot be a receiver of events
          webhooks: [{name: a, url: 'https://x/', secret: hunter2}] | events.yaml:1: 'secret' must be whsec_ followed by the Base64 of 24 to 64 random bytes; make one with: echo whsec_$(openssl rand -base64 32)
          webhooks: [{name: a, url: 'https://x/', secret: whsec_aHVudGVyMg==}] | events.yaml:1: 'secret' must be whsec_ followed by the Base64 of 24 to 64 random bytes; make one with: echo whsec_$(openssl rand -base64 32)
          webhooks: [{name: a, url: 'https://x/', secret: []}]     | events.yaml:1: 'secret' must be one secret, or a list of two during a rotation
          webhooks: [{name: a, url: 'https://x/', secret: ${SECRET}, types: [account.lapsd]}] | events.yaml:1: there is no event type 'account.lapsd'; did you mean 'account.lapsed'?
          webhooks: [{name: a, url: 'https://x/', secret: ${SECRET}, types: []}] | events.yaml:1: 'types' is empty, so nothing would be sent; leave it out to get all events of accounts
          webhooks: [{name: a, url: 'https://x/', secret: ${SECRET}, timeout: PT2M}] | events.yaml:1: 'timeout' is 'PT2M', but must be a duration from PT1S to PT1M, such as PT15S
          webhooks: [{name: a, url: 'https://x/', secret: ${UNSET}}] | events.yaml:1: 'secret' is ${UNSET}, which is not set; set the environment variable or write the value
          source: 'not a uri'                                      | events.yaml:1: 'source' is 'not a uri', but must be a URI such as urn:lapse:production
          kafka: {topic: a}                                        | events.yaml:1: 'bootstrap-servers' is missing in 'kafka'
          kafka: {bootstrap-servers: kafka, topic: a}              | events.yaml:1: 'bootstrap-servers' must be one or more host:port, with commas between them, such as kafka-1:9092,kafka-2:9092
          kafka: {bootstrap-servers: 'k:1', topic: 'a b'}          | events.yaml:1: 'topic' is 'a b', but must consist of letters, digits, dots, hyphens and underscores
          kafka: {bootstrap-servers: 'k:1', topic: a, properties: {acks: '1'}} | events.yaml:1: 'acks' is set by Lapse, so that no event is lost or out of order; remove it
          """)
  void saysWhatIsWrongAndWhatWouldBeRight(String text, String message) {
    WrongFile wrong = catchThrowableOfType(WrongFile.class, () -> read(text));

    assertThat(wrong).hasMessage(message);
    assertThat(wrong.getMessage()).doesNotContain("hunter2", "pw@");
  }

  @Test
  void refusesTwoWebhooksOfOneName() {
    String one = "  - {name: a, url: 'https://x/', secret: ${SECRET}}\n";

    assertThat(catchThrowableOfType(WrongFile.class, () -> read("webhooks:\n" + one + one)))
        .hasMessage("events.yaml:3: there are two webhooks named 'a'; give each its own name");
  }

  private static EventSettings read(String text) {
    return ReadEventSettings.from(
        YamlMap.read("events.yaml", text, ReadEventSettingsTest::environment));
  }

  private static String environment(String text) {
    String resolved = text.replace("${SECRET}", SECRET).replace("${KEY}", "k1");
    if (resolved.contains("${")) {
      throw new IllegalArgumentException("not set");
    }
    return resolved;
  }
}
