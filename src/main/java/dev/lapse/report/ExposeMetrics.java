package dev.lapse.report;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * Adds all {@code lapse_*} metrics to {@code /actuator/prometheus}. They are read from the
 * database, so that every node reports the same, even right after a restart, and runs of other
 * processes count.
 */
@Component
@ConditionalOnProperty("lapse.serve")
class ExposeMetrics {
  ExposeMetrics(ObjectProvider<PrometheusRegistry> registry, ShareMetrics metrics) {
    MultiCollector collector =
        new MultiCollector() {
          @Override
          public MetricSnapshots collect() {
            return metrics.get();
          }
        };
    registry.ifAvailable(known -> known.register(collector));
  }
}
