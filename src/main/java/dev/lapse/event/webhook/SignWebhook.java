package dev.lapse.event.webhook;

import dev.lapse.event.WebhookSettings.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs by the Standard Webhooks specification: one signature for each secret. */
final class SignWebhook {
  private static final String ALGORITHM = "HmacSHA256";

  private SignWebhook() {}

  static String of(String id, long timestamp, byte[] body, List<Secret> secrets) {
    byte[] head = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
    return secrets.stream()
        .map(secret -> "v1," + Base64.getEncoder().encodeToString(mac(secret, head, body)))
        .collect(Collectors.joining(" "));
  }

  private static byte[] mac(Secret secret, byte[] head, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.key(), ALGORITHM));
      mac.update(head);
      return mac.doFinal(body);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
    }
  }
}
