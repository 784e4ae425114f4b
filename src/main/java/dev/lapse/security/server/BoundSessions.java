package dev.lapse.security.server;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionAttributeListener;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionIdListener;
import jakarta.servlet.http.HttpSessionListener;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.stereotype.Component;

/**
 * Anybody gets a session by requesting the sign-in page. Until the user has signed in, the session
 * lasts five minutes, and if there are too many, the oldest is ended. This bounds memory without
 * keeping anybody out.
 */
@Component
public final class BoundSessions
    implements HttpSessionListener, HttpSessionIdListener, HttpSessionAttributeListener {
  /** Maximum number of sessions without a user. */
  static final int MOST = 10_000;

  static final Duration UNTIL_SIGNED_IN = Duration.ofMinutes(5);
  private static final int SECONDS_PER_MINUTE = 60;

  /** By id, oldest first. */
  private final Map<String, HttpSession> nobodys = new LinkedHashMap<>();

  @Override
  public void sessionCreated(HttpSessionEvent event) {
    HttpSession session = event.getSession();
    session.setMaxInactiveInterval((int) UNTIL_SIGNED_IN.toSeconds());
    // ended without the lock, because ending a session calls this listener
    tooMany(session).ifPresent(BoundSessions::end);
  }

  private Optional<HttpSession> tooMany(HttpSession added) {
    synchronized (nobodys) {
      nobodys.put(added.getId(), added);
      return nobodys.size() <= MOST
          ? Optional.empty()
          : Optional.ofNullable(nobodys.remove(nobodys.keySet().iterator().next()));
    }
  }

  private static void end(HttpSession oldest) {
    try {
      oldest.invalidate();
    } catch (IllegalStateException ended) {
      // ended by itself meanwhile
    }
  }

  /** Called when a user has signed in. */
  @Override
  public void attributeAdded(HttpSessionBindingEvent event) {
    if (event.getName().equals(HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY)) {
      HttpSession session = event.getSession();
      session.setMaxInactiveInterval(
          session.getServletContext().getSessionTimeout() * SECONDS_PER_MINUTE);
      forget(session.getId());
    }
  }

  /** Called just before a user is signed in. */
  @Override
  public void sessionIdChanged(HttpSessionEvent event, String before) {
    forget(before);
  }

  @Override
  public void sessionDestroyed(HttpSessionEvent event) {
    forget(event.getSession().getId());
  }

  private void forget(String id) {
    synchronized (nobodys) {
      nobodys.remove(id);
    }
  }

  /** The number of sessions without a user. */
  public int ofNobody() {
    synchronized (nobodys) {
      return nobodys.size();
    }
  }
}
