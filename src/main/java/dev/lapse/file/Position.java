package dev.lapse.file;

/** Where in a file something stands. Lines count from 1. */
public record Position(String file, int line) {
  @Override
  public String toString() {
    return file + ":" + line;
  }
}
