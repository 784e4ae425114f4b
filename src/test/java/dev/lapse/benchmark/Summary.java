package dev.lapse.benchmark;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A peer over all rounds: medians. Ratios are those within a round; null where the other was left
 * out.
 */
record Summary(
    String peer,
    String description,
    double seconds,
    @Nullable Double timesLimit,
    @Nullable Double timesCascade,
    @Nullable Double timesLoop,
    double statements,
    double databaseSeconds,
    double jvmSeconds,
    double walMegabytes,
    Map<String, Double> steps) {}
