package dev.lapse.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the guide to the catalog shows can be written so. */
class CatalogGuideTest {
  private static final Path GUIDE = Path.of("docs", "catalog.md");
  private static final Pattern BLOCK =
      Pattern.compile("^( *)```yaml\\n(.*?)^ *```", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern OWNERSHIP =
      Pattern.compile("`((?:owned-by|shared|unclassified): [^`]*)`");
  private static final Pattern WAYS = Pattern.compile("`(\\[[^`]*->[^`]*])`");
  private static final Pattern TABLE = Pattern.compile("`(table: [^`]*)`");

  private static final String CONTACT = "table: public.contact, owned-by: account_id";
  private static final String DEAL = "table: public.deal, owned-by: account_id";

  private static String guide;
  private static String stores;
  private static String sets;
  private static String kept;
  private static String conventions;
  private static String statements;

  @BeforeAll
  static void read() throws IOException {
    guide = Files.readString(GUIDE);
    List<String> blocks = BLOCK.matcher(guide).results().map(CatalogGuideTest::unindented).toList();
    assertThat(blocks).hasSize(5);
    stores =
        blocks.get(0).replace("${PRODUCT_DATABASE_URL}", "jdbc:postgresql://localhost/product");
    sets = blocks.get(1);
    kept = blocks.get(2);
    conventions = blocks.get(3);
    statements =
        blocks
            .get(4)
            .lines()
            .filter(line -> line.strip().startsWith("on-"))
            .collect(Collectors.joining("\n"));
  }

  private static String unindented(MatchResult block) {
    return block
        .group(2)
        .lines()
        .map(line -> line.substring(block.group(1).length()) + "\n")
        .collect(Collectors.joining());
  }

  @Test
  void storesAreComplete() {
    assertThat(Catalogs.read(stores).stores())
        .singleElement()
        .satisfies(store -> assertThat(store.accounts()).hasToString("public.account"));
  }

  @Test
  void everyKindOfConventionIsShown() {
    assertThat(Catalogs.read(stores + conventions).conventions().stream().map(Object::getClass))
        .contains(Convention.class.getPermittedSubclasses());
  }

  @Test
  void notifiesTheProductAsTheGuideSays() {
    assertThat(Catalogs.read(stores + statements).stores().get(0).statements())
        .containsOnlyKeys(LifecycleEvent.values());
  }

  @Test
  void everyFurtherKeyIsShown() {
    Catalog catalog = Catalogs.read(stores + "sets:\n" + sets.indent(2));

    assertThat(catalog.sequences()).hasSize(1);
    assertThat(catalog.sets().stream().filter(DataSet::billing)).hasSize(1);
    assertThat(catalog.sets().stream().filter(set -> set.keep() != null)).hasSize(1);
    assertThat(catalog.sets().stream().map(DataSet::anonymize)).anyMatch(map -> map.size() == 2);
    assertThat(catalog.sets().stream().map(DataSet::sideEffects))
        .anyMatch(sideEffects -> !sideEffects.refers().isEmpty())
        .anyMatch(sideEffects -> !sideEffects.accepts().isEmpty())
        .anyMatch(sideEffects -> !sideEffects.bypasses().isEmpty())
        .anyMatch(sideEffects -> !sideEffects.largeObjects().isEmpty());
  }

  @Test
  void everyWayToKeepRowsIsShown() {
    Catalog catalog = Catalogs.read(stores + "sets:\n" + kept.indent(2));

    assertThat(catalog.sets().stream().map(DataSet::keep))
        .anyMatch(keep -> keep != null && keep.from() != null)
        .anyMatch(keep -> keep != null && keep.with() != null)
        .doesNotContainNull();
  }

  @Test
  void everyOwnershipAndNameCanBeWrittenSo() {
    List<String> entries =
        Stream.of(
                found(OWNERSHIP)
                    .filter(text -> !text.contains("..."))
                    .map(text -> "table: a.b, " + text),
                found(WAYS).map(text -> "table: a.b, owned-by: " + text),
                found(TABLE).map(text -> text + ", shared: true"))
            .flatMap(same -> same)
            .toList();

    assertThat(entries).hasSizeGreaterThan(9);
    for (String entry : entries) {
      assertThat(Catalogs.withSets(entry, CONTACT, DEAL).sets()).as(entry).hasSize(3);
    }
  }

  private static Stream<String> found(Pattern pattern) {
    return pattern.matcher(guide).results().map(found -> found.group(1));
  }
}
