package dev.lapse.erase.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.account.RowCounts;
import dev.lapse.account.RunContext;
import dev.lapse.erase.store.ErasurePreview;
import dev.lapse.erase.store.OpenErasure;
import dev.lapse.erase.store.StoreErasure;
import dev.lapse.erase.store.TransactionSize;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.UncategorizedSQLException;

class CountInPartsTest {
  private static final List<String> IDS =
      IntStream.rangeClosed(1, 100).mapToObj(String::valueOf).toList();

  @Test
  void leavesOutOnlyWhatFails() {
    Store store = new Store(Set.of("1", "42", "43"));

    RowCounts counted = CountInParts.count(store, IDS);

    assertThat(counted.byAccount()).hasSize(97).doesNotContainKeys("1", "42", "43");
    assertThat(store.statements).isLessThan(50);
  }

  @Test
  void oneOrTwoFailuresDoNotFailTheCount() {
    assertThat(CountInParts.count(new Store(Set.of("1")), List.of("1")).byAccount()).isEmpty();
    assertThat(CountInParts.count(new Store(Set.of("1", "2")), List.of("1", "2")).byAccount())
        .isEmpty();
  }

  @Test
  void refusesWhatFailsForAll() {
    Store store = new Store(Set.copyOf(IDS));

    assertThatThrownBy(() -> CountInParts.count(store, IDS))
        .isInstanceOf(CountRefused.class)
        .hasMessageStartingWith("store 'product' cannot count the rows of its accounts: ");
    assertThat(store.statements).as("and does not try each").isEqualTo(4);
  }

  /** Has one row of each account, and fails for some. */
  private static final class Store implements StoreErasure {
    private final Set<String> failing;
    private int statements;

    Store(Set<String> failing) {
      this.failing = failing;
    }

    @Override
    public String name() {
      return "product";
    }

    @Override
    public RowCounts count(Collection<String> ids) {
      statements++;
      if (ids.stream().anyMatch(failing::contains)) {
        throw new UncategorizedSQLException("count", "", new SQLException("no", "22P02"));
      }
      RowCounts rows = new RowCounts();
      ids.forEach(id -> rows.add(id, "product.public.account", 1));
      return rows;
    }

    @Override
    public boolean isValidKey(String id) {
      return true;
    }

    @Override
    public Map<String, Set<UUID>> begun(Collection<String> ids) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Set<String> findKnown(Collection<String> ids) {
      return Set.copyOf(ids);
    }

    @Override
    public ErasurePreview preview(Collection<String> ids) {
      throw new UnsupportedOperationException();
    }

    @Override
    public OpenErasure begin(RunContext run, List<String> ids, TransactionSize size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public OpenErasure beginLarge(RunContext run, String id, TransactionSize size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void refreshDerived() {
      throw new UnsupportedOperationException();
    }

    @Override
    public RowCounts progress(UUID run, Collection<String> ids) {
      return new RowCounts();
    }

    @Override
    public void progress(Collection<String> ids, EachProgress each) {
      throw new UnsupportedOperationException();
    }
  }
}
