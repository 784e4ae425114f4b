package dev.lapse.cases;

import dev.lapse.testing.SharedProgram;
import dev.lapse.testing.TestDatabases.TestDatabase;
import dev.lapse.testing.TestProgram;
import java.util.Map;

/** One program for all cases, restarted with the files of each. */
final class CaseProgram {
  private static final String ENFORCE =
      "mode: enforce\nlimits: {accounts: 100000, percent-of-accounts: 100}\n";

  private CaseProgram() {}

  /**
   * The program with a catalog, knowing no account.
   *
   * @param product to which the catalog's placeholders point
   * @param role as which; it gets the rights that are printed for it
   * @param purge further lines of the purge's file
   */
  static TestProgram with(String catalog, TestDatabase product, String role, String purge) {
    TestProgram program =
        Opened.PROGRAM.restartedWith(
            Map.of(
                "catalog.yaml",
                catalog
                    .replace("${PRODUCT_DATABASE_URL}", product.url())
                    .replace("${PRODUCT_DATABASE_USERNAME}", role)
                    .replace("${PRODUCT_DATABASE_PASSWORD}", product.password()),
                "purge.yaml",
                purge.contains("limits:") ? "mode: enforce\n" + purge : ENFORCE + purge));
    CaseDatabases.emptyLapse();
    program.clock.set(SharedProgram.NOW);
    return program;
  }

  private static final class Opened {
    static final TestProgram PROGRAM =
        TestProgram.at(SharedProgram.NOW.toString())
            .databases(CaseDatabases.emptyLapse(), CaseDatabases.emptyLapse())
            .catalog("stores: []\nsets: []\n")
            .open();
  }
}
