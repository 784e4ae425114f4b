package dev.lapse.catalog.diagram;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.catalog.Catalog;
import dev.lapse.catalog.Catalogs;
import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class DiagramTest {
  private static final Catalog CATALOG =
      Catalogs.withSets(
          "table: public.account, owned-by: id",
          "table: public.contact, owned-by: account_id",
          "table: public.address, owned-by: \"id <- public.contact.address_id\"",
          "table: public.note, owned-by: [contact_id -> public.contact.id, parent_id -> public.note.id]",
          "table: \"public.\\\"<b> & \\\"\\\"x\\\"\\\"\\\"\", owned-by: account_id",
          "table: public.country, shared: true",
          "table: public.thing, unclassified: \"<whose>?\"");

  @Test
  void drawsEveryTableOnceAsSvg() throws Exception {
    String svg = draw("a.svg");

    DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
    assertThat(svg)
        .containsOnlyOnce(">public.contact</text>")
        .containsOnlyOnce(">public.address</text>")
        .contains("&#60;b&#62; &#38;", "&#60;whose&#62;?", ">account_id</text>")
        .contains("class=\"shared\"", "class=\"unclassified\"", "class=\"up\"")
        .doesNotContain("<b>");
  }

  @Test
  void drawsWaysAsArrowsInMermaid() {
    assertThat(draw("a.mmd"))
        .startsWith("flowchart RL\n")
        .contains("[\"public.contact\"]:::owned", "[\"public.thing\"]:::unclassified")
        .contains(" -->|\"account_id\"| ", " -.->|\"address_id\"| ", "subgraph shared")
        .doesNotContain("<b>");
  }

  @Test
  void knowsNoOtherEnding() {
    assertThat(Diagram.forFile("a.png")).isEmpty();
    assertThat(Diagram.forFile("svg")).isEmpty();
  }

  private static String draw(String file) {
    return Diagram.forFile(file).orElseThrow().draw(CATALOG.stores().get(0), CATALOG.sets());
  }
}
