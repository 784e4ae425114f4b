package dev.lapse.account;

import java.util.List;

/** The names of all cells, sorted. */
public record Cells(List<String> names) {
  public Cells {
    names = List.copyOf(names);
  }
}
