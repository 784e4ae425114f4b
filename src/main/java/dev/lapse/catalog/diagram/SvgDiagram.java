package dev.lapse.catalog.diagram;

import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.DataSet.Ownership;
import dev.lapse.catalog.Store;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * An SVG: the account on the left, the tables that belong to it on the right, and the unclassified
 * and shared ones below.
 */
final class SvgDiagram implements Diagram {
  private static final int BOX = 230;
  private static final int LABEL = 190;
  private static final int STEP = BOX + LABEL;
  private static final int ROW = 24;
  private static final int HEIGHT = 18;
  private static final int MARGIN = 20;
  private static final int TOP = 70;
  private static final int LONGEST_NAME = 36;
  private static final int LONGEST_LABEL = 26;
  private static final String STYLE =
      """
      <style>
      text { font: 11px sans-serif; fill: #222; }
      .title { font-size: 15px; font-weight: bold; }
      .label { font-size: 10px; fill: #555; }
      .account { fill: #1f3a5f; } .onaccount { fill: #fff; font-weight: bold; }
      .owned { fill: #e3effa; stroke: #4a7fb5; }
      .kept { fill: #dff0d8; stroke: #4f8a3c; }
      .shared { fill: #eee; stroke: #999; }
      .unclassified { fill: #ffe3b3; stroke: #c77700; }
      path { fill: none; stroke: #4a7fb5; }
      .up { stroke: #8a4fb5; }
      .other { stroke-dasharray: 4 3; opacity: 0.7; }
      marker path { fill: #4a7fb5; stroke: none; } marker .uphead { fill: #8a4fb5; }
      </style>
      <defs>
      <marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0L8 4L0 8z"/></marker>
      <marker id="uphead" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path class="uphead" d="M0 0L8 4L0 8z"/></marker>
      </defs>
      """;

  private final StringBuilder body = new StringBuilder();

  @Override
  public String draw(Store store, List<DataSet> sets) {
    body.setLength(0);
    Tree tree = new Tree(store, sets);
    int columns = Math.max(tree.depth() + 1, 3);
    int width = MARGIN * 2 + columns * STEP - LABEL + 60;
    text(MARGIN, 24, "title", "What belongs to an account in store " + store.name());
    legend();
    tree.branches().forEach(pathArrow -> branch(pathArrow, tree));
    tree.others().forEach(pathArrow -> other(pathArrow, tree));
    for (DataSet set : sets) {
      Tree.TreePosition treePosition = tree.places().get(set.table());
      if (treePosition != null) {
        box(x(treePosition), y(treePosition), set, store);
      }
    }
    int below = TOP + tree.rows() * ROW + 30;
    below =
        group(
            "unclassified: a person has to name the owner of the rows",
            sets,
            Ownership.Unclassified.class,
            below,
            width,
            store);
    below = group("shared by all accounts", sets, Ownership.Shared.class, below, width, store);
    return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" role="img">
        <title>%3$s</title>
        %4$s<rect width="100%%" height="100%%" fill="#fff"/>
        %5$s</svg>
        """
        .formatted(
            width,
            below,
            "What belongs to an account in store " + escaped(store.name()),
            STYLE,
            body);
  }

  private void legend() {
    int x = MARGIN;
    for (String[] kind :
        new String[][] {
          {"owned", "belongs to an account"},
          {"kept", "kept or anonymized"},
          {"unclassified", "unclassified"},
          {"shared", "shared"}
        }) {
      rect(x, 38, 14, 12, kind[0]);
      text(x + 20, 48, "label", kind[1]);
      x += 150;
    }
    path("M%d 44H%d".formatted(x, x + 40), "way", "marker-end=\"url(#head)\"");
    text(x + 46, 48, "label", "refers to its owner");
    x += 170;
    path("M%d 44H%d".formatted(x, x + 40), "up", "marker-end=\"url(#uphead)\"");
    text(x + 46, 48, "label", "owned by what refers to it");
    x += 200;
    path("M%d 44H%d".formatted(x, x + 40), "other", "");
    text(x + 46, 48, "label", "another path");
  }

  /** Along the row of the table, then up to the right side of its parent. */
  private void branch(PathArrow pathArrow, Tree tree) {
    Tree.TreePosition end = Objects.requireNonNull(tree.places().get(pathArrow.end()));
    Tree.TreePosition set = Objects.requireNonNull(tree.places().get(pathArrow.set()));
    int from = x(end) + BOX;
    int turn = from + 22;
    String line = "M%d %dH%dV%dH%d".formatted(from, middle(end), turn, middle(set), x(set));
    path(
        line,
        pathArrow.up() ? "up" : "way",
        pathArrow.up() ? "marker-end=\"url(#uphead)\"" : "marker-start=\"url(#head)\"");
    text(turn + 5, middle(set) - 2, "label", shortened(pathArrow.label(), LONGEST_LABEL));
  }

  private void other(PathArrow pathArrow, Tree tree) {
    Tree.TreePosition end = tree.places().get(pathArrow.end());
    Tree.TreePosition set = tree.places().get(pathArrow.set());
    if (end == null || set == null || pathArrow.end().equals(pathArrow.set())) {
      return;
    }
    int from = x(set) + BOX;
    int to = x(end) + BOX;
    int bulge = Math.max(from, to) + 45;
    path(
        "M%d %dC%d %d %d %d %d %d"
            .formatted(
                from,
                middle(set) + 4,
                bulge,
                middle(set) + 4,
                bulge,
                middle(end) + 4,
                to,
                middle(end) + 4),
        pathArrow.up() ? "other up" : "other",
        pathArrow.up() ? "marker-start=\"url(#uphead)\"" : "marker-end=\"url(#head)\"");
  }

  private int group(
      String title,
      List<DataSet> sets,
      Class<? extends Ownership> kind,
      int top,
      int width,
      Store store) {
    List<DataSet> of = sets.stream().filter(set -> kind.isInstance(set.ownership())).toList();
    if (of.isEmpty()) {
      return top;
    }
    text(MARGIN, top, "title", title);
    int across = Math.max(1, (width - MARGIN) / (BOX + MARGIN));
    for (int i = 0; i < of.size(); i++) {
      box(MARGIN + i % across * (BOX + MARGIN), top + 12 + i / across * ROW, of.get(i), store);
    }
    return top + 12 + (of.size() + across - 1) / across * ROW + 30;
  }

  private void box(int x, int y, DataSet set, Store store) {
    boolean account = set.table().equals(store.accounts());
    String kind =
        account
            ? "account"
            : set.ownership() instanceof Ownership.Shared
                ? "shared"
                : set.ownership() instanceof Ownership.Unclassified
                    ? "unclassified"
                    : set.isErased() ? "owned" : "kept";
    body.append("<g><title>").append(escaped(hint(set))).append("</title>\n");
    rect(x, y, BOX, HEIGHT, kind);
    text(
        x + 6,
        y + 13,
        account ? "onaccount" : "name",
        shortened(set.table().toString(), LONGEST_NAME));
    body.append("</g>\n");
  }

  private static String hint(DataSet set) {
    return set.ownership() instanceof Ownership.Unclassified open
        ? set.table() + ": " + open.question()
        : set.table().toString();
  }

  private static int x(Tree.TreePosition treePosition) {
    return MARGIN + treePosition.depth() * STEP;
  }

  private static int y(Tree.TreePosition treePosition) {
    return TOP + treePosition.row() * ROW;
  }

  private static int middle(Tree.TreePosition treePosition) {
    return y(treePosition) + HEIGHT / 2;
  }

  private void rect(int x, int y, int width, int height, String kind) {
    body.append(
        String.format(
            Locale.ROOT,
            "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"3\"/>\n",
            kind,
            x,
            y,
            width,
            height));
  }

  private void path(String line, String kind, String marker) {
    body.append("<path class=\"%s\" d=\"%s\" %s/>\n".formatted(kind, line, marker));
  }

  private void text(int x, int y, String kind, String text) {
    body.append(
        "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>\n".formatted(kind, x, y, escaped(text)));
  }

  private static String shortened(String text, int longest) {
    return text.codePointCount(0, text.length()) <= longest
        ? text
        : text.substring(0, text.offsetByCodePoints(0, longest - 1)) + "…";
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            point -> {
              if ("<>&\"'".indexOf(point) >= 0) {
                escaped.append("&#").append(point).append(';');
              } else {
                escaped.appendCodePoint(Character.isISOControl(point) ? ' ' : point);
              }
            });
    return escaped.toString();
  }
}
