package dev.lapse.image;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An image in a file: what it says of itself, and its layers in their order. */
record BuiltImage(JsonNode config, List<byte[]> layers) {
  private static final JsonMapper JSON = new JsonMapper();

  static BuiltImage read(Path file) throws IOException {
    Map<String, byte[]> parts = new HashMap<>();
    try (TarArchiveInputStream tar = new TarArchiveInputStream(Files.newInputStream(file))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        parts.put(entry.getName(), tar.readAllBytes());
      }
    }
    JsonNode manifest = JSON.readTree(parts.get("manifest.json")).get(0);
    List<byte[]> layers = new ArrayList<>();
    manifest.get("Layers").forEach(layer -> layers.add(parts.get(layer.stringValue())));
    return new BuiltImage(JSON.readTree(parts.get(manifest.get("Config").stringValue())), layers);
  }

  /** Every file and folder, with its mode and owner. */
  List<TarArchiveEntry> entries() throws IOException {
    List<TarArchiveEntry> all = new ArrayList<>();
    for (int layer = 0; layer < layers.size(); layer++) {
      all.addAll(entries(layer));
    }
    return all;
  }

  List<TarArchiveEntry> entries(int layer) throws IOException {
    List<TarArchiveEntry> all = new ArrayList<>();
    try (TarArchiveInputStream tar = open(layers.get(layer))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        all.add(entry);
      }
    }
    return all;
  }

  /** Layer by layer, with the times of the files, which an archive of classes looks at. */
  void unpack(Path folder) throws IOException {
    for (byte[] layer : layers) {
      try (TarArchiveInputStream tar = open(layer)) {
        for (TarArchiveEntry entry = tar.getNextEntry();
            entry != null;
            entry = tar.getNextEntry()) {
          Path target = folder.resolve(entry.getName().replaceFirst("^/", ""));
          if (entry.isDirectory()) {
            Files.createDirectories(target);
          } else {
            Files.createDirectories(target.getParent());
            Files.write(target, tar.readAllBytes());
            Files.setLastModifiedTime(
                target, FileTime.from(entry.getLastModifiedTime().toInstant()));
          }
        }
      }
    }
  }

  private static TarArchiveInputStream open(byte[] layer) throws IOException {
    InputStream bytes = new ByteArrayInputStream(layer);
    boolean zipped = layer[0] == 0x1f && layer[1] == (byte) 0x8b;
    return new TarArchiveInputStream(zipped ? new GZIPInputStream(bytes) : bytes);
  }
}
