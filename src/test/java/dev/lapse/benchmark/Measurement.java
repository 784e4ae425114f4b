package dev.lapse.benchmark;

import java.util.Map;

/**
 * What one peer did in one round.
 *
 * @param statements that clients sent
 * @param databaseSeconds that PostgreSQL spent on them, all connections added up
 * @param steps seconds by the parts that the peer says it consists of
 * @param load the machine's load average before it, which shows who else was at work
 */
record Measurement(
    int round,
    String peer,
    double seconds,
    long statements,
    double databaseSeconds,
    Map<String, Double> steps,
    double load) {}
