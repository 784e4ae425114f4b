package dev.lapse.file;

/** A position in a file. Lines count from 1. */
public record Position(String file, int line) {
  @Override
  public String toString() {
    return file + ":" + line;
  }
}
