package dev.lapse.report.forecast;

import dev.lapse.catalog.Catalog;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/forecast}: what the coming runs will do. */
@RestController
@ConditionalOnProperty("lapse.serve")
class ForecastController {
  private final MakeForecast make;
  private final Supplier<Catalog> catalog;
  private final InstantSource clock;

  ForecastController(MakeForecast make, Supplier<Catalog> catalog, InstantSource clock) {
    this.make = make;
    this.catalog = catalog;
    this.clock = clock;
  }

  @GetMapping("/api/v1/forecast")
  Forecast forecast(@RequestParam Map<String, String> query) {
    return make.make(ReadForecastQuery.from(query, catalog.get().cells()), clock.instant());
  }
}
