package dev.lapse.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * One bucket of a small S3 server of ours that can be told to misbehave, request by request, in the
 * ways that proxies, gateways and half-finished servers do.
 */
public final class StandInS3 implements AutoCloseable {
  public static final String BUCKET = "stand-in";

  static {
    // else each answer waits for the acknowledgement of its head
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final List<Stored> stored = new CopyOnWriteArrayList<>();
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private volatile int pageSize = 1_000;
  private volatile Misbehaviour misbehaviour = request -> Fault.NONE;

  /** What is wrong with an answer. */
  public enum Fault {
    NONE,
    /**
     * A list of everything, whatever prefix was asked for, and it says that it is of the prefix.
     */
    PREFIX_IGNORED,
    /** The same, without a prefix. */
    PREFIX_LOST,
    /** Whatever account is asked for has an object. */
    FOR_ANYBODY,
    EMPTY_BODY,
    LOGIN_PAGE,
    OTHER_DOCUMENT,
    /** The list that one gets where {@code versions} is not known. */
    LIST_OF_OBJECTS,
    OTHER_BUCKET,
    NOT_SAID_WHETHER_TRUNCATED,
    GROUPED,
    /** Half of the answer. */
    CUT,
    /** A list without anything. */
    HIDES,
    /** The same page for ever. */
    SAME_PAGE,
    /** The same marker for ever. */
    SAME_MARKER,
    NO_MARKER,
    NO_KEY,
    NO_VERSION_ID,
    /** Another version id in each list. */
    NEW_VERSION_IDS,
    /** Deletes, and names nothing in its answer. */
    NAMES_NOTHING,
    /** Says deleted, and keeps. */
    SAYS_DELETED,
    /** An error for each, without a code. */
    NO_CODE,
    MALFORMED_XML,
    WRONG_ACCESS_KEY,
    UNAVAILABLE,
    REDIRECT
  }

  /** What is wrong with the answer to a request, by method, path and query. */
  @FunctionalInterface
  public interface Misbehaviour {
    Fault of(String request);
  }

  /** A version of an object, a delete marker, or an unfinished upload. */
  private record Stored(String element, String key, String id, Map<String, String> tags) {}

  private record Reply(int status, String body) {}

  public StandInS3() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    server.createContext("/" + BUCKET, this::answer);
    server.setExecutor(
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "stand-in-s3");
              thread.setDaemon(true);
              return thread;
            }));
    server.start();
  }

  public URI address() {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  /** Adds a version of an object. */
  public StandInS3 put(String... keys) {
    for (String key : keys) {
      stored.add(new Stored("Version", key, UUID.randomUUID().toString(), Map.of()));
    }
    return this;
  }

  public StandInS3 putTagged(String key, String tag, String value) {
    stored.add(new Stored("Version", key, UUID.randomUUID().toString(), Map.of(tag, value)));
    return this;
  }

  public StandInS3 startUpload(String key) {
    stored.add(new Stored("Upload", key, UUID.randomUUID().toString(), Map.of()));
    return this;
  }

  /** Deletes everything, as somebody else may. */
  public void clear() {
    stored.clear();
  }

  /** How many entries a page of a list has. */
  public StandInS3 pageSize(int entries) {
    pageSize = entries;
    return this;
  }

  public StandInS3 misbehave(Misbehaviour how) {
    misbehaviour = how;
    return this;
  }

  public void behave() {
    misbehave(request -> Fault.NONE);
  }

  /** The keys that are there. */
  public List<String> contents() {
    return stored.stream().map(Stored::key).sorted().toList();
  }

  /** Requests so far, each as method, path and query. */
  public List<String> seen() {
    return List.copyOf(seen);
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      URI uri = exchange.getRequestURI();
      String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
      String request = exchange.getRequestMethod() + " " + uri.getRawPath() + query;
      seen.add(request);
      byte[] body = exchange.getRequestBody().readAllBytes();
      Reply reply = reply(exchange, body, misbehaviour.of(request));
      byte[] answer = reply.body().getBytes(StandardCharsets.UTF_8);
      if (reply.status() == 302) {
        exchange.getResponseHeaders().set("Location", "https://login.example.com/");
      }
      exchange.sendResponseHeaders(reply.status(), answer.length == 0 ? -1 : answer.length);
      if (answer.length > 0) {
        exchange.getResponseBody().write(answer);
      }
    }
  }

  private Reply reply(HttpExchange exchange, byte[] body, Fault fault) {
    switch (fault) {
      case EMPTY_BODY -> {
        return new Reply(200, "");
      }
      case LOGIN_PAGE -> {
        return new Reply(
            200, "<!DOCTYPE html>\n<html><body>Please sign in. token=abc123</body></html>");
      }
      case OTHER_DOCUMENT -> {
        return new Reply(200, "<Ok/>");
      }
      case MALFORMED_XML -> {
        return error(400, "MalformedXML");
      }
      case WRONG_ACCESS_KEY -> {
        return error(403, "InvalidAccessKeyId");
      }
      case UNAVAILABLE -> {
        return error(500, "InternalError");
      }
      case REDIRECT -> {
        return new Reply(302, "");
      }
      default -> {
        Reply honest = honest(exchange, body, fault);
        return fault == Fault.CUT
            ? new Reply(honest.status(), honest.body().substring(0, honest.body().length() / 2))
            : honest;
      }
    }
  }

  private Reply honest(HttpExchange exchange, byte[] body, Fault fault) {
    Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
    String path = exchange.getRequestURI().getRawPath().substring(("/" + BUCKET).length());
    String key =
        URLDecoder.decode(path.replaceFirst("^/", "").replace("+", "%2B"), StandardCharsets.UTF_8);
    if (query.containsKey("versioning")) {
      return new Reply(
          200, "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>");
    }
    if (query.containsKey("object-lock")) {
      return error(404, "ObjectLockConfigurationNotFoundError");
    }
    if (query.containsKey("versions")) {
      return list(query, fault, "ListVersionsResult", "Name", "VersionId", "NextVersionIdMarker");
    }
    if (query.containsKey("uploads")) {
      return list(
          query, fault, "ListMultipartUploadsResult", "Bucket", "UploadId", "NextUploadIdMarker");
    }
    if (query.containsKey("tagging")) {
      return tags(key, query.get("versionId"));
    }
    if (query.containsKey("delete")) {
      return delete(body, fault);
    }
    if (exchange.getRequestMethod().equals("DELETE")) {
      String id = query.getOrDefault("versionId", query.getOrDefault("uploadId", "null"));
      if (fault != Fault.SAYS_DELETED) {
        stored.removeIf(each -> each.key().equals(key) && each.id().equals(id));
      }
      return new Reply(204, "");
    }
    return error(405, "MethodNotAllowed");
  }

  private Reply list(
      Map<String, String> query, Fault fault, String root, String name, String id, String nextId) {
    String asked = query.getOrDefault("prefix", "");
    boolean everything = fault == Fault.PREFIX_IGNORED || fault == Fault.PREFIX_LOST;
    List<Stored> all =
        stored.stream()
            .filter(each -> each.element().equals("Upload") == root.contains("Uploads"))
            .filter(each -> everything || each.key().startsWith(asked))
            .filter(each -> fault != Fault.HIDES)
            .sorted(java.util.Comparator.comparing(Stored::key).thenComparing(Stored::id))
            .collect(Collectors.toCollection(ArrayList::new));
    if (fault == Fault.FOR_ANYBODY) {
      all.add(
          new Stored(
              root.contains("Uploads") ? "Upload" : "Version",
              asked + "index.html",
              "1",
              Map.of()));
    }
    String from = query.get("key-marker");
    String fromId = query.getOrDefault("version-id-marker", query.get("upload-id-marker"));
    if (from != null && fault != Fault.SAME_PAGE) {
      all.removeIf(
          each ->
              each.key().compareTo(from) < 0
                  || (each.key().equals(from)
                      && (fromId == null || each.id().compareTo(fromId) <= 0)));
    }
    boolean endless =
        fault == Fault.SAME_PAGE || fault == Fault.SAME_MARKER || fault == Fault.NO_MARKER;
    List<Stored> page = all.subList(0, Math.min(pageSize, all.size()));
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\"?><");
    String named = fault == Fault.LIST_OF_OBJECTS ? "ListBucketResult" : root;
    xml.append(named).append(" xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
    element(xml, name, fault == Fault.OTHER_BUCKET ? "another" : BUCKET);
    element(xml, "EncodingType", "url");
    element(xml, "Prefix", fault == Fault.PREFIX_LOST ? "" : encoded(asked));
    boolean truncated = endless || page.size() < all.size();
    if (fault != Fault.NOT_SAID_WHETHER_TRUNCATED) {
      element(xml, "IsTruncated", String.valueOf(truncated));
    }
    if (truncated && fault != Fault.NO_MARKER) {
      Stored last = page.isEmpty() ? new Stored("", asked + "z", "z", Map.of()) : lastOf(page);
      element(
          xml,
          "NextKeyMarker",
          fault == Fault.SAME_PAGE ? asked + UUID.randomUUID() : encoded(last.key()));
      element(xml, nextId, last.id());
    }
    if (fault == Fault.GROUPED) {
      xml.append("<CommonPrefixes><Prefix>").append(encoded(asked)).append("</Prefix>");
      xml.append("</CommonPrefixes>");
    } else if (fault != Fault.LIST_OF_OBJECTS) {
      page.forEach(each -> entry(xml, each, fault, id));
    }
    return new Reply(200, xml + "</" + named + ">");
  }

  private static Stored lastOf(List<Stored> page) {
    return page.get(page.size() - 1);
  }

  private static void entry(StringBuilder xml, Stored each, Fault fault, String id) {
    xml.append('<').append(each.element()).append('>');
    if (fault != Fault.NO_KEY) {
      element(xml, "Key", encoded(each.key()));
    }
    if (fault == Fault.NEW_VERSION_IDS) {
      element(xml, id, UUID.randomUUID().toString());
    } else if (fault != Fault.NO_VERSION_ID) {
      element(xml, id, each.id());
    }
    xml.append("</").append(each.element()).append('>');
  }

  private Reply tags(String key, String version) {
    return stored.stream()
        .filter(each -> each.key().equals(key) && each.id().equals(version))
        .findFirst()
        .map(
            found ->
                new Reply(
                    200,
                    found.tags().entrySet().stream()
                        .map(
                            tag ->
                                "<Tag><Key>%s</Key><Value>%s</Value></Tag>"
                                    .formatted(tag.getKey(), tag.getValue()))
                        .collect(
                            Collectors.joining("", "<Tagging><TagSet>", "</TagSet></Tagging>"))))
        .orElse(error(404, "NoSuchKey"));
  }

  private Reply delete(byte[] body, Fault fault) {
    StringBuilder xml = new StringBuilder("<DeleteResult>");
    for (Map.Entry<String, String> object : objects(body)) {
      if (fault != Fault.SAYS_DELETED && fault != Fault.NO_CODE) {
        stored.removeIf(
            each -> each.key().equals(object.getKey()) && each.id().equals(object.getValue()));
      }
      if (fault != Fault.NAMES_NOTHING) {
        String element = fault == Fault.NO_CODE ? "Error" : "Deleted";
        xml.append('<').append(element).append('>');
        element(xml, "Key", escaped(object.getKey()));
        element(xml, "VersionId", object.getValue());
        xml.append("</").append(element).append('>');
      }
    }
    return new Reply(200, xml + "</DeleteResult>");
  }

  private static List<Map.Entry<String, String>> objects(byte[] body) {
    try {
      Document document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(body));
      NodeList objects = document.getElementsByTagName("Object");
      List<Map.Entry<String, String>> all = new ArrayList<>();
      for (int i = 0; i < objects.getLength(); i++) {
        Element object = (Element) objects.item(i);
        all.add(
            Map.entry(
                object.getElementsByTagName("Key").item(0).getTextContent(),
                object.getElementsByTagName("VersionId").item(0).getTextContent()));
      }
      return all;
    } catch (Exception notXml) {
      throw new IllegalStateException(notXml);
    }
  }

  private static Reply error(int status, String code) {
    return new Reply(status, "<Error><Code>%s</Code><Message>m</Message></Error>".formatted(code));
  }

  private static void element(StringBuilder xml, String name, String text) {
    xml.append('<').append(name).append('>').append(text).append("</").append(name).append('>');
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("%2F", "/");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new LinkedHashMap<>();
    if (raw != null) {
      Arrays.stream(raw.split("&"))
          .map(part -> part.split("=", 2))
          .forEach(
              part ->
                  query.put(
                      part[0],
                      part.length == 1 ? "" : URLDecoder.decode(part[1], StandardCharsets.UTF_8)));
    }
    return query;
  }
}
