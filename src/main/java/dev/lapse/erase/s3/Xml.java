package dev.lapse.erase.s3;

import java.io.ByteArrayInputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An element of a document.
 *
 * @param name without a namespace: servers differ in it
 * @param text of an element without children
 */
record Xml(String name, String text, List<Xml> children) {
  private static final int DEEPEST = 20;
  private static final XMLInputFactory FACTORY = factory();

  /** The root of a complete, well-formed document without a document type; empty otherwise. */
  static Optional<Xml> read(byte[] document) {
    try {
      XMLStreamReader reader =
          FACTORY.createXMLStreamReader(new ByteArrayInputStream(document), "UTF-8");
      try {
        while (reader.next() != XMLStreamConstants.START_ELEMENT) {
          if (reader.getEventType() == XMLStreamConstants.DTD) {
            return Optional.empty();
          }
        }
        Xml root = element(reader, 0);
        while (reader.hasNext()) {
          reader.next();
        }
        return Optional.of(root);
      } finally {
        reader.close();
      }
    } catch (XMLStreamException notXml) {
      return Optional.empty();
    }
  }

  /** All children with this name. */
  List<Xml> all(String child) {
    return children.stream().filter(each -> each.name.equals(child)).toList();
  }

  /** The text of the only child with this name; empty if there is none, or more than one. */
  Optional<String> one(String child) {
    List<Xml> found = all(child);
    return found.size() == 1 ? Optional.of(found.get(0).text) : Optional.empty();
  }

  /**
   * The text of an optional child, which must be one of these words.
   *
   * @throws NotAsPromised if it is another word, or if there are several children
   */
  Optional<String> oneOf(String child, String... words) {
    if (all(child).isEmpty()) {
      return Optional.empty();
    }
    Optional<String> word = one(child);
    if (word.filter(List.of(words)::contains).isEmpty()) {
      throw new NotAsPromised("whose %s is not %s".formatted(child, String.join(" or ", words)));
    }
    return word;
  }

  /** The text of a required child, which must be one of these words, if any are given. */
  String needed(String child, String... words) {
    return (words.length == 0 ? one(child) : oneOf(child, words))
        .filter(found -> !found.isEmpty())
        .orElseThrow(() -> new NotAsPromised("without a " + child));
  }

  /** The instant of a required child. */
  Instant instant(String child) {
    try {
      return Instant.parse(needed(child));
    } catch (DateTimeException notAnInstant) {
      throw new NotAsPromised("with an invalid date");
    }
  }

  /** A response of the expected kind that violates S3's specification. */
  static final class NotAsPromised extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotAsPromised(String what) {
      super(what);
    }
  }

  private static Xml element(XMLStreamReader reader, int depth) throws XMLStreamException {
    if (depth > DEEPEST) {
      throw new XMLStreamException("too deep");
    }
    String name = reader.getLocalName();
    StringBuilder text = new StringBuilder();
    List<Xml> children = new ArrayList<>();
    for (int event = reader.next(); event != XMLStreamConstants.END_ELEMENT; ) {
      if (event == XMLStreamConstants.START_ELEMENT) {
        children.add(element(reader, depth + 1));
      } else if (reader.hasText()) {
        text.append(event == XMLStreamConstants.COMMENT ? "" : reader.getText());
      }
      event = reader.next();
    }
    return new Xml(name, children.isEmpty() ? text.toString() : "", List.copyOf(children));
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }
}
