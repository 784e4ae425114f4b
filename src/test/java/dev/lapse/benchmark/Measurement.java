package dev.lapse.benchmark;

import java.util.Map;

/**
 * What one peer did in one round.
 *
 * @param statements that clients sent
 * @param databaseSeconds that PostgreSQL spent on them, all connections added up
 * @param jvmSeconds of processor time in the JVM of the peer
 * @param walMegabytes of write-ahead log
 * @param steps seconds by the parts that the peer says it consists of
 * @param load how many threads wanted a core during the minute before
 */
record Measurement(
    int round,
    String peer,
    double seconds,
    long statements,
    double databaseSeconds,
    double jvmSeconds,
    double walMegabytes,
    Map<String, Double> steps,
    double load) {}
