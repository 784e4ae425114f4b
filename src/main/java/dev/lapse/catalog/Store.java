package dev.lapse.catalog;

import dev.lapse.file.Position;
import java.util.Map;

/**
 * A PostgreSQL database, or several of one schema, that keeps account data.
 *
 * @param accounts the table with one row per account
 * @param key its column that holds the account's id
 * @param cells the address in each cell; {@code main} alone where the catalog names none
 */
public record Store(
    String name, TableName accounts, String key, Map<String, StoreAddress> cells, Position at) {}
