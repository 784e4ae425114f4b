package dev.lapse.security.server;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionEvent;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.mock.web.MockServletContext;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;

/** Sessions without a user are short and limited in number. */
class BoundSessionsTest {
  private final BoundSessions sessions = new BoundSessions();
  private final MockServletContext server = new MockServletContext();

  @Test
  void areShortUntilSomebodySignsIn() {
    server.setSessionTimeout(30);
    MockHttpSession session = created();
    assertThat(session.getMaxInactiveInterval()).isEqualTo(300);

    signIn(session);

    assertThat(session.getMaxInactiveInterval()).isEqualTo(1_800);
    assertThat(sessions.ofNobody()).isZero();
  }

  @Test
  void endsTheOldestAnonymousSessionIfThereAreTooMany() {
    MockHttpSession signedIn = created();
    signIn(signedIn);
    MockHttpSession oldest = created();
    MockHttpSession second = created();
    IntStream.range(2, BoundSessions.MOST).forEach(i -> created());
    assertThat(oldest.isInvalid()).isFalse();

    created();

    assertThat(oldest.isInvalid()).isTrue();
    assertThat(second.isInvalid()).isFalse();
    assertThat(signedIn.isInvalid()).isFalse();
    assertThat(sessions.ofNobody()).isEqualTo(BoundSessions.MOST);
  }

  private MockHttpSession created() {
    MockHttpSession session = new MockHttpSession(server);
    sessions.sessionCreated(new HttpSessionEvent(session));
    return session;
  }

  private void signIn(MockHttpSession session) {
    sessions.attributeAdded(
        new HttpSessionBindingEvent(
            session, HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY, "somebody"));
  }
}
