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
  private final Map<TableName, List<PathArrow>> children = new TreeMap<>();
  private final Map<TableName, TreePosition> places = new HashMap<>();
  private final List<PathArrow> branches = new ArrayList<>();
  private final List<PathArrow> others = new ArrayList<>();
  private int rows;
  private int depth;

  /** The position of a table; both count from 0. */
  record TreePosition(int depth, int row) {}

  Tree(Store store, List<DataSet> sets) {
    List<PathArrow> all = new ArrayList<>();
    for (DataSet set : sets) {
      set.ways().forEach(way -> all.add(PathArrow.of(set.table(), way, store)));
    }
    Map<TableName, PathArrow> chosen = choose(store.accounts(), all);
    for (PathArrow pathArrow : all) {
      if (pathArrow.set().equals(store.accounts())) {
        continue;
      }
      if (pathArrow.equals(chosen.get(pathArrow.set()))) {
        branches.add(pathArrow);
        children.computeIfAbsent(pathArrow.end(), none -> new ArrayList<>()).add(pathArrow);
      } else {
        others.add(pathArrow);
      }
    }
    place(store.accounts(), 0);
  }

  List<PathArrow> branches() {
    return branches;
  }

  /** The further paths of sets that have several. */
  List<PathArrow> others() {
    return others;
  }

  Map<TableName, TreePosition> places() {
    return places;
  }

  int rows() {
    return rows;
  }

  int depth() {
    return depth;
  }

  /** Nearest to the account first. */
  private static Map<TableName, PathArrow> choose(TableName accounts, List<PathArrow> all) {
    Map<TableName, PathArrow> chosen = new HashMap<>();
    List<TableName> reached = new ArrayList<>(List.of(accounts));
    for (int i = 0; i < reached.size(); i++) {
      TableName end = reached.get(i);
      for (PathArrow pathArrow : all) {
        if (pathArrow.end().equals(end)
            && !pathArrow.set().equals(accounts)
            && chosen.putIfAbsent(pathArrow.set(), pathArrow) == null) {
          reached.add(pathArrow.set());
        }
      }
    }
    return chosen;
  }

  private void place(TableName table, int at) {
    places.put(table, new TreePosition(at, rows));
    depth = Math.max(depth, at);
    List<PathArrow> below = children.getOrDefault(table, List.of());
    for (PathArrow pathArrow : below) {
      place(pathArrow.set(), at + 1);
    }
    if (below.isEmpty()) {
      rows++;
    }
  }
}
