package dev.lapse.testing;

import dev.lapse.testing.StandInS3.Fault;
import dev.lapse.testing.StandInS3.Stored;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** The lists of {@link StandInS3}: the words of each kind, and a page, right or wrong. */
enum StandInList {
  VERSIONS("ListVersionsResult", "Name", "Version", "VersionId", "NextVersionIdMarker"),
  UPLOADS("ListMultipartUploadsResult", "Bucket", "Upload", "UploadId", "NextUploadIdMarker");

  private final String root;
  private final String name;
  private final String element;
  private final String id;
  private final String nextId;

  StandInList(String root, String name, String element, String id, String nextId) {
    this.root = root;
    this.name = name;
    this.element = element;
    this.id = id;
    this.nextId = nextId;
  }

  StandInServer.Reply page(
      List<Stored> stored, Map<String, String> query, Fault fault, int pageSize) {
    String asked = query.getOrDefault("prefix", "");
    List<Stored> all = listed(stored, query, fault);
    List<Stored> page = all.subList(0, Math.min(pageSize, all.size()));
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\"?><");
    String named = fault == Fault.LIST_OF_OBJECTS ? "ListBucketResult" : root;
    xml.append(named).append(" xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
    element(xml, name, fault == Fault.OTHER_BUCKET ? "another" : StandInS3.BUCKET);
    element(xml, "EncodingType", "url");
    element(xml, "Prefix", fault == Fault.PREFIX_LOST ? "" : encoded(asked));
    goesOn(xml, asked, page, page.size() < all.size(), fault);
    if (fault == Fault.GROUPED) {
      xml.append("<CommonPrefixes><Prefix>").append(encoded(asked)).append("</Prefix>");
      xml.append("</CommonPrefixes>");
    } else if (fault != Fault.LIST_OF_OBJECTS) {
      page.forEach(each -> entry(xml, each, fault));
    }
    return new StandInServer.Reply(200, xml + "</" + named + ">");
  }

  /** Everything from the marker on. */
  private List<Stored> listed(List<Stored> stored, Map<String, String> query, Fault fault) {
    String asked = query.getOrDefault("prefix", "");
    boolean everything = fault == Fault.PREFIX_IGNORED || fault == Fault.PREFIX_LOST;
    List<Stored> all =
        stored.stream()
            .filter(each -> each.element().equals(element))
            .filter(each -> everything || each.key().startsWith(asked))
            .filter(each -> fault != Fault.HIDES)
            .sorted(Comparator.comparing(Stored::key).thenComparing(Stored::id))
            .collect(Collectors.toCollection(ArrayList::new));
    if (fault == Fault.FOR_ANYBODY) {
      all.add(new Stored(element, asked + "index.html", "1", Map.of()));
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
    return all;
  }

  private void goesOn(
      StringBuilder xml, String asked, List<Stored> page, boolean more, Fault fault) {
    boolean truncated =
        more || fault == Fault.SAME_PAGE || fault == Fault.SAME_MARKER || fault == Fault.NO_MARKER;
    if (fault != Fault.NOT_SAID_WHETHER_TRUNCATED) {
      element(xml, "IsTruncated", String.valueOf(truncated));
    }
    if (truncated && fault != Fault.NO_MARKER) {
      Stored last =
          page.isEmpty() ? new Stored("", asked + "z", "z", Map.of()) : page.get(page.size() - 1);
      element(
          xml,
          "NextKeyMarker",
          fault == Fault.SAME_PAGE ? asked + UUID.randomUUID() : encoded(last.key()));
      element(xml, nextId, last.id());
    }
  }

  private void entry(StringBuilder xml, Stored each, Fault fault) {
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

  static void element(StringBuilder xml, String name, String text) {
    xml.append('<').append(name).append('>').append(text).append("</").append(name).append('>');
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("%2F", "/");
  }
}
