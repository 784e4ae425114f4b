package dev.lapse.erase;

/** Accounts that were due were not erased, and nothing of them was touched. */
public record AccountsBlocked(BlockReason reason, int accounts) {}
