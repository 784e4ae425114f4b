package dev.lapse.cli.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Many missing rights as one group: one line for each table, and the command that grants all. */
final class GroupGrants {
  /** Fewer are printed one by one, each with what it is for. */
  private static final int FEWEST = 6;

  private static final Pattern GRANT =
      Pattern.compile("grant (?<right>.+?) on (?<on>.+) to (?<role>.+);");

  private GroupGrants() {}

  /** The lines; empty if there are few. */
  static List<String> of(List<Block> blocks) {
    List<Block> grants = blocks.stream().filter(GroupGrants::isGrant).toList();
    if (grants.size() < FEWEST) {
      return List.of();
    }
    Map<String, String> rights = new LinkedHashMap<>();
    for (Block block : grants) {
      Matcher grant = GRANT.matcher(String.valueOf(block.add()));
      if (grant.matches()) {
        rights.merge(
            grant.group("on") + " to " + grant.group("role"),
            grant.group("right"),
            (some, more) -> some + ", " + more);
      }
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        "%d rights are missing on %d tables and schemas; all of them: lapse catalog check --grants | grep '^grant ' | psql -d DATABASE"
            .formatted(grants.size(), rights.size()));
    rights.forEach(
        (where, some) ->
            lines.add(
                "    %s: grant %s on %s;".formatted(BlockGroup.RIGHTS.solution(), some, where)));
    return lines;
  }

  /** The blocks that are not in these lines. */
  static List<Block> others(List<Block> blocks) {
    return blocks.stream().filter(block -> !isGrant(block)).toList();
  }

  private static boolean isGrant(Block block) {
    return block.group() == BlockGroup.RIGHTS
        && block.add() != null
        && GRANT.matcher(block.add()).matches();
  }
}
