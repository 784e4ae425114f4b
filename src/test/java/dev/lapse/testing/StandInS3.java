package dev.lapse.testing;

import java.io.StringReader;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/**
 * One bucket of a small S3 server that can be made to misbehave, request by request, in the ways
 * that proxies, gateways and half-finished servers do.
 */
public final class StandInS3 extends StandInServer<StandInS3.Fault> {
  public static final String BUCKET = "stand-in";

  private static final int PAGE_SIZE = 1_000;

  private final List<Stored> stored = new CopyOnWriteArrayList<>();
  private volatile int pageSize = PAGE_SIZE;
  private volatile boolean keepsVersions = true;

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
    /** The same page forever. */
    SAME_PAGE,
    /** The same marker forever. */
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
    WRONG_SECRET_KEY,
    EXPIRED_TOKEN,
    UNAVAILABLE,
    REDIRECT
  }

  /** A version of an object, a delete marker, or an unfinished upload. */
  record Stored(String element, String key, String id, Map<String, String> tags) {}

  public StandInS3() {
    super("/" + BUCKET, Fault.NONE);
  }

  /** A bucket that keeps no versions. */
  public StandInS3 withoutVersions() {
    keepsVersions = false;
    return this;
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

  @Override
  public void startAnew() {
    super.startAnew();
    clear();
    pageSize(PAGE_SIZE);
  }

  /** How many entries a page of a list has. */
  public StandInS3 pageSize(int entries) {
    pageSize = entries;
    return this;
  }

  /** The keys that are there. */
  public List<String> contents() {
    return stored.stream().map(Stored::key).sorted().toList();
  }

  @Override
  String whose(String method, URI uri, String body) {
    return method.equals("POST")
        ? objects(body).stream().findFirst().map(Map.Entry::getKey).orElse("")
        : "";
  }

  @Override
  Reply reply(Asked<Fault> asked) {
    switch (asked.fault()) {
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
      case WRONG_SECRET_KEY -> {
        return error(403, "SignatureDoesNotMatch");
      }
      case EXPIRED_TOKEN -> {
        return error(400, "ExpiredToken");
      }
      case UNAVAILABLE -> {
        return error(500, "InternalError");
      }
      case REDIRECT -> {
        return new Reply(302, "");
      }
      default -> {
        Reply honest = honest(asked);
        return asked.fault() == Fault.CUT ? cut(honest) : honest;
      }
    }
  }

  private Reply honest(Asked<Fault> asked) {
    Fault fault = asked.fault();
    Map<String, String> query = query(asked.uri().getRawQuery());
    String path = asked.uri().getRawPath().substring(("/" + BUCKET).length());
    String key =
        URLDecoder.decode(path.replaceFirst("^/", "").replace("+", "%2B"), StandardCharsets.UTF_8);
    if (query.containsKey("versioning")) {
      String status = keepsVersions ? "<Status>Enabled</Status>" : "";
      return new Reply(200, "<VersioningConfiguration>" + status + "</VersioningConfiguration>");
    }
    if (query.containsKey("object-lock")) {
      return error(404, "ObjectLockConfigurationNotFoundError");
    }
    if (query.containsKey("versions")) {
      return StandInList.VERSIONS.page(stored, query, fault, pageSize);
    }
    if (query.containsKey("uploads")) {
      return StandInList.UPLOADS.page(stored, query, fault, pageSize);
    }
    if (query.containsKey("tagging")) {
      return tags(key, query.get("versionId"));
    }
    if (query.containsKey("delete")) {
      return delete(asked.body(), fault);
    }
    if (asked.method().equals("DELETE")) {
      String id = query.getOrDefault("versionId", query.getOrDefault("uploadId", "null"));
      if (fault != Fault.SAYS_DELETED) {
        stored.removeIf(each -> each.key().equals(key) && each.id().equals(id));
      }
      return new Reply(204, "");
    }
    return error(405, "MethodNotAllowed");
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

  private Reply delete(String body, Fault fault) {
    StringBuilder xml = new StringBuilder("<DeleteResult>");
    for (Map.Entry<String, String> object : objects(body)) {
      if (fault != Fault.SAYS_DELETED && fault != Fault.NO_CODE) {
        stored.removeIf(
            each -> each.key().equals(object.getKey()) && each.id().equals(object.getValue()));
      }
      if (fault != Fault.NAMES_NOTHING) {
        String element = fault == Fault.NO_CODE ? "Error" : "Deleted";
        xml.append('<').append(element).append('>');
        StandInList.element(xml, "Key", escaped(object.getKey()));
        StandInList.element(xml, "VersionId", object.getValue());
        xml.append("</").append(element).append('>');
      }
    }
    return new Reply(200, xml + "</DeleteResult>");
  }

  private static List<Map.Entry<String, String>> objects(String body) {
    try {
      Document document =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(body)));
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
