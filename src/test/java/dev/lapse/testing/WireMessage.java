package dev.lapse.testing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A message of protobuf, by the numbers of its fields. A field holds bytes, or the text of a
 * number.
 */
record WireMessage(byte[] raw, Map<Integer, List<Object>> fields) {
  static WireMessage read(byte[] raw) {
    ByteBuffer buffer = ByteBuffer.wrap(raw).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    Map<Integer, List<Object>> fields = new TreeMap<>();
    while (buffer.hasRemaining()) {
      long key = number(buffer);
      Object value =
          switch ((int) key & 7) {
            case 0 -> String.valueOf(number(buffer));
            case 1 -> String.valueOf(buffer.getLong());
            case 5 -> String.valueOf(buffer.getInt());
            case 2 -> {
              byte[] bytes = new byte[(int) number(buffer)];
              buffer.get(bytes);
              yield bytes;
            }
            default -> throw new IllegalArgumentException("wire type of " + key);
          };
      fields.computeIfAbsent((int) (key >> 3), field -> new ArrayList<>()).add(value);
    }
    return new WireMessage(raw, fields);
  }

  boolean has(int field) {
    return fields.containsKey(field);
  }

  List<WireMessage> messages(int field) {
    return fields.getOrDefault(field, List.of()).stream()
        .map(bytes -> read((byte[]) bytes))
        .toList();
  }

  byte[] bytes(int field) {
    return (byte[]) fields.get(field).get(0);
  }

  String text(int field) {
    return new String(bytes(field), StandardCharsets.UTF_8);
  }

  String number(int field) {
    return has(field) ? (String) fields.get(field).get(0) : "";
  }

  private static long number(ByteBuffer buffer) {
    long number = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = buffer.get();
      number |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return number;
      }
    }
  }
}
