package dev.lapse.report;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Instant;
import java.util.List;

/** Reads some of the metrics from Lapse's own database. */
interface MetricSource {
  /**
   * The metrics as they are now, each with all its labels.
   *
   * @param totals the totals counted so far
   * @throws org.springframework.dao.DataAccessException if the database cannot be queried
   */
  List<MetricSnapshot> read(Instant now, ReadTotals.Totals totals);
}
