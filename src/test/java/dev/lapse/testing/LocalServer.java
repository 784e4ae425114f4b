package dev.lapse.testing;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Makes the HTTP servers of tests, on the loopback and not yet started. No other class may make
 * one: a setting of the JDK's server is read once, when the JVM makes its first.
 */
public final class LocalServer {
  static {
    // else an answer waits up to 40 ms until the client has acknowledged its head
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private LocalServer() {}

  /** At a free port. */
  public static HttpServer create() {
    return at(0);
  }

  static HttpServer at(int port) {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
