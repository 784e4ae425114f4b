package dev.lapse.catalog.diagram;

import dev.lapse.catalog.DataSet;
import dev.lapse.catalog.Store;
import dev.lapse.catalog.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The owned tables as a tree: the parent of a table is the end of its first path to the account.
 * Each table is placed in the first free row.
 */
final class Tree {
  private final Map<TableName, List<Arrow>> children = new TreeMap<>();
  private final Map<TableName, Place> places = new HashMap<>();
  private final List<Arrow> branches = new ArrayList<>();
  private final List<Arrow> others = new ArrayList<>();
  private int rows;
  private int depth;

  /** The position of a table; both count from 0. */
  record Place(int depth, int row) {}

  Tree(Store store, List<DataSet> sets) {
    List<Arrow> all = new ArrayList<>();
    for (DataSet set : sets) {
      set.ways().forEach(way -> all.add(Arrow.of(set.table(), way, store)));
    }
    Map<TableName, Arrow> chosen = choose(store.accounts(), all);
    for (Arrow arrow : all) {
      if (arrow.set().equals(store.accounts())) {
        continue;
      }
      if (arrow.equals(chosen.get(arrow.set()))) {
        branches.add(arrow);
        children.computeIfAbsent(arrow.end(), none -> new ArrayList<>()).add(arrow);
      } else {
        others.add(arrow);
      }
    }
    place(store.accounts(), 0);
  }

  List<Arrow> branches() {
    return branches;
  }

  /** The further paths of sets that have several. */
  List<Arrow> others() {
    return others;
  }

  Map<TableName, Place> places() {
    return places;
  }

  int rows() {
    return rows;
  }

  int depth() {
    return depth;
  }

  /** Nearest to the account first. */
  private static Map<TableName, Arrow> choose(TableName accounts, List<Arrow> all) {
    Map<TableName, Arrow> chosen = new HashMap<>();
    List<TableName> reached = new ArrayList<>(List.of(accounts));
    for (int i = 0; i < reached.size(); i++) {
      TableName end = reached.get(i);
      for (Arrow arrow : all) {
        if (arrow.end().equals(end)
            && !arrow.set().equals(accounts)
            && chosen.putIfAbsent(arrow.set(), arrow) == null) {
          reached.add(arrow.set());
        }
      }
    }
    return chosen;
  }

  private void place(TableName table, int at) {
    places.put(table, new Place(at, rows));
    depth = Math.max(depth, at);
    List<Arrow> below = children.getOrDefault(table, List.of());
    for (Arrow arrow : below) {
      place(arrow.set(), at + 1);
    }
    if (below.isEmpty()) {
      rows++;
    }
  }
}
