package dev.lapse.cases;

import java.util.ArrayList;
import java.util.List;

/** The tables of a random product, the references between them, and by what they are owned. */
final class Shape {
  final Keys keys;
  final Table account = new Table("account", Kind.ACCOUNT);
  final List<Table> tables = new ArrayList<>();

  Shape(Keys keys) {
    this.keys = keys;
  }

  /** By what the rows of a table are owned. */
  enum Kind {
    ACCOUNT,
    SHARED,
    /** By a tenant column, and by references where that is null. */
    TENANT,
    /** By a reference to an owned row. */
    WAY,
    /** By a type and an id. */
    POLYMORPHIC,
    /** By what refers to it. */
    UPWARD
  }

  /** How a table is cut into parts. */
  enum Parts {
    NONE,
    HASH,
    LIST
  }

  /** A table. */
  static final class Table {
    final String name;
    final Kind kind;
    final List<Reference> references = new ArrayList<>();
    final List<Table> types = new ArrayList<>();
    boolean composite;
    boolean keyless;
    boolean textIds;
    boolean tenantMayBeNull;
    String tenantConstraint = "";
    Parts parts = Parts.NONE;

    Table(String name, Kind kind) {
      this.name = name;
      this.kind = kind;
    }

    String sqlName() {
      return "public." + name;
    }

    /** The columns of its key, with a prefix. */
    String key(String prefix) {
      return composite ? "(%1$sid, %1$sseq)".formatted(prefix) : prefix + "id";
    }

    boolean isOwned() {
      return kind != Kind.SHARED;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** What a reference is for. */
  enum Purpose {
    /** It says whose the row is that has it. */
    OWNS,
    /** It says whose the row is that it points at. */
    OWNS_UPWARD,
    /** Neither. */
    POINTS
  }

  /**
   * Columns of a table that point at a row of another, or the same.
   *
   * @param constraint after {@code references …}; null where nothing declares it
   */
  record Reference(
      String name, Table from, Table to, Purpose purpose, boolean mandatory, String constraint) {
    boolean isDeclared() {
      return constraint != null;
    }

    String columns() {
      return to.key(name + "_");
    }

    /** True if a row can stay without its target. Referring owners are deleted first. */
    boolean canBeTakenOut() {
      return !mandatory && !cascades() && purpose != Purpose.OWNS_UPWARD;
    }

    boolean cascades() {
      return constraint != null && constraint.contains("cascade");
    }

    /** As a catalog writes it. */
    String way() {
      return "%s -> %s.%s".formatted(columns(), to.sqlName(), to.key(""));
    }
  }

  List<Table> all() {
    List<Table> all = new ArrayList<>(List.of(account));
    all.addAll(tables);
    return all;
  }

  List<Reference> references() {
    return all().stream().flatMap(table -> table.references.stream()).toList();
  }
}
