package dev.lapse.cli.catalog;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;

/**
 * All that blocks the erasure of accounts, and remarks.
 *
 * @param blocks in the order in which they are printed
 * @param notices remarks for a person; they block nothing
 * @param slow indexes that are missing
 */
public record FoundBlocks(List<Block> blocks, List<String> notices, List<String> slow) {
  @JsonIgnore
  public boolean isEmpty() {
    return blocks.isEmpty();
  }

  /** The number of blocks of a group. */
  long of(BlockGroup group) {
    return blocks.stream().filter(block -> block.group() == group).count();
  }

  /** How many things in a store of a cell block the erasure of its accounts. */
  long blocking(String store, String cell) {
    return blocks.stream()
        .filter(block -> block.group().blocksErasure())
        .filter(block -> block.group() != BlockGroup.ACCOUNTS)
        .filter(block -> block.store().equals(store) && block.cell().equals(cell))
        .count();
  }

  /** Prints the blocks by group, each with the line that solves it, then the remarks. */
  void print(PrintWriter out) {
    printBlocks(out);
    notices.forEach(notice -> out.println("notice: " + notice));
    slow.forEach(index -> out.println("slow: " + index));
    out.flush();
  }

  /** Prints the blocks by group, each with the line that solves it. */
  public void printBlocks(PrintWriter out) {
    Map<BlockGroup, List<Block>> groups =
        blocks.stream()
            .collect(Collectors.groupingBy(Block::group, TreeMap::new, Collectors.toList()));
    groups.forEach(
        (group, members) -> {
          out.println("%s (%d):".formatted(group.title(), members.size()));
          List<String> grants = GroupGrants.of(members);
          grants.forEach(line -> out.println("  " + line));
          for (Block block : grants.isEmpty() ? members : GroupGrants.others(members)) {
            out.println("  %s: %s".formatted(block.at(), block.message()));
            if (block.add() != null) {
              out.println("      %s: %s".formatted(block.solution(), block.add()));
            }
          }
        });
    out.flush();
  }

  /** Prints one JSON document. */
  void printJson(PrintWriter out) {
    out.println(
        JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(this));
    out.flush();
  }

  /** Prints annotations that GitHub shows beside the lines of a pull request. */
  void printForGithub(PrintWriter out) {
    blocks.stream()
        .map(
            block ->
                "::error file=%s,line=%d,title=%s::%s%s"
                    .formatted(
                        property(fromHere(block.at().file())),
                        block.at().line(),
                        property("lapse: " + block.group().title()),
                        escaped(block.message()),
                        block.add() == null
                            ? ""
                            : escaped("\n" + block.solution() + ": " + block.add())))
        .distinct()
        .forEach(out::println);
    out.flush();
  }

  /** GitHub knows files by their path in the repository, where its steps run. */
  private static String fromHere(String file) {
    Path here = Path.of("").toAbsolutePath();
    Path there = Path.of(file).toAbsolutePath().normalize();
    return there.startsWith(here) ? here.relativize(there).toString().replace('\\', '/') : file;
  }

  private static String escaped(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return escaped(text).replace(":", "%3A").replace(",", "%2C");
  }
}
