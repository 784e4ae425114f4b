package dev.lapse.benchmark;

import java.util.Locale;

/**
 * An SVG picture with one line per peer and a scale of seconds, for pages with a light and with a
 * dark background.
 */
final class Chart {
  private static final int WIDTH = 960;
  private static final int LEFT = 400;
  private static final int RIGHT = 830;
  private static final int TOP = 84;
  private static final int LINE = 34;
  private static final String FRAME =
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" role="img" aria-labelledby="title desc">
      <title id="title">%3$s</title>
      <desc id="desc">%4$s</desc>
      <style>
      svg { --page: #ffffff; --text: #1f2733; --faint: #5a6472; --grid: #dde1e7; --other: #9aa7b8; --limit: #5a6472; --lapse: #2e7d4f; --triggers: #8cc3a2; }
      @media (prefers-color-scheme: dark) {
        svg { --page: #0d1117; --text: #e6edf3; --faint: #9aa5b4; --grid: #2b323c; --other: #66758a; --limit: #b3becc; --lapse: #3fa86c; --triggers: #2a6b48; }
      }
      text { font: 13px Helvetica, Arial, sans-serif; fill: var(--text); }
      .title { font-size: 17px; font-weight: bold; }
      .faint { fill: var(--faint); font-size: 12px; }
      .name { font-weight: bold; }
      .end { text-anchor: end; } .middle { text-anchor: middle; }
      .page { fill: var(--page); }
      .grid { stroke: var(--grid); }
      .median { stroke: var(--text); stroke-width: 2; }
      .limit { fill: var(--limit); } .other { fill: var(--other); } .lapse { fill: var(--lapse); } .triggers { fill: var(--triggers); }
      </style>
      <rect class="page" width="%1$d" height="%2$d" rx="6"/>
      <text class="title" x="20" y="32">%3$s</text>
      <text class="faint" x="20" y="54">%4$s</text>
      """;

  private final StringBuilder svg = new StringBuilder();
  private final double scale;

  /**
   * The frame, the scale and the names of the peers.
   *
   * @param longest seconds for which there must be room
   */
  Chart(String title, Comparison comparison, double longest) {
    int bottom = TOP + comparison.peers().size() * LINE;
    double tick = tick(longest);
    double last = Math.ceil(longest / tick) * tick;
    scale = (RIGHT - LEFT) / last;
    add(
        FRAME,
        WIDTH,
        bottom + 40,
        title,
        "%s; %,d of %,d rows"
            .formatted(comparison.machine(), comparison.purged(), comparison.rows()));
    for (double at = 0; at <= last + tick / 2; at += tick) {
      add("<path class=\"grid\" d=\"M%.1f %dV%d\"/>%n", x(at), TOP - 4, bottom);
      add(
          "<text class=\"faint middle\" x=\"%.1f\" y=\"%d\">%s s</text>%n",
          x(at), bottom + 20, number(at));
    }
    int line = 0;
    for (Summary peer : comparison.peers()) {
      add(
          "<text class=\"end\" x=\"%d\" y=\"%d\">%s</text>%n",
          LEFT - 12, middle(line++) + 5, peer.description());
    }
  }

  void add(String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }

  /** Where so many seconds are. */
  double x(double seconds) {
    return LEFT + seconds * scale;
  }

  /** Where the middle of a line is, from 0. */
  int middle(int line) {
    return TOP + line * LINE + LINE / 2;
  }

  /** The class that says what kind of peer it is. */
  static String kind(Summary peer) {
    if (peer.peer().startsWith("lapse")) {
      return peer.peer().endsWith("triggers") ? "triggers" : "lapse";
    }
    return peer.peer().startsWith("limit") ? "limit" : "other";
  }

  String end() {
    return svg + "</svg>\n";
  }

  /** A distance of 1, 2 or 5 times a power of ten that gives four to ten ticks. */
  private static double tick(double longest) {
    double power = Math.pow(10, Math.floor(Math.log10(longest / 4)));
    double times = longest / 4 / power;
    return power * (times >= 5 ? 5 : times >= 2 ? 2 : 1);
  }

  private static String number(double seconds) {
    return String.format(Locale.ROOT, seconds % 1 == 0 ? "%.0f" : "%.1f", seconds);
  }
}
