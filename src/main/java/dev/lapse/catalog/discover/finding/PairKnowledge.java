package dev.lapse.catalog.discover.finding;

import dev.lapse.catalog.TableName;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of polymorphic pairs beyond names and values.
 *
 * @param types the table of each type; empty for a type whose rows belong to nobody
 * @param logs tables whose pairs may name rows that are gone
 */
public record PairKnowledge(Map<String, Optional<TableName>> types, Set<TableName> logs) {}
