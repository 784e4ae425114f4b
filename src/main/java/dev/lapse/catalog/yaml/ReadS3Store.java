package dev.lapse.catalog.yaml;

import dev.lapse.catalog.S3Store;
import dev.lapse.catalog.S3Store.Bucket;
import dev.lapse.catalog.S3Store.Owner;
import dev.lapse.file.WrongFile;
import dev.lapse.file.YamlMap;
import dev.lapse.file.YamlValue;
import java.net.URI;
import java.util.Optional;

/** Reads a store of type {@code s3}. */
final class ReadS3Store {
  /** Every key that its entry may have. */
  static final String[] KEYS = {
    "name",
    "type",
    "bucket",
    "region",
    "endpoint",
    "access-key",
    "secret-key",
    "prefix",
    "tag",
    "verify-again",
    "cells"
  };

  private static final String ACCOUNT = "{account}";
  private static final String[] ADDRESS = {
    "bucket", "region", "endpoint", "access-key", "secret-key"
  };

  private ReadS3Store() {}

  static S3Store of(String name, YamlMap map) {
    map.allowOnly(KEYS);
    StoreCells cells = StoreCells.of("bucket", map, ADDRESS);
    return new S3Store(
        name,
        owner(map),
        cells.each(ReadS3Store::bucket),
        ReadDuration.verifyAgain(map),
        cells.text("name"),
        map.at());
  }

  private static Owner owner(YamlMap map) {
    Optional<YamlValue> prefix = map.find("prefix");
    Optional<YamlValue> tag = map.find("tag");
    if (prefix.isPresent() == tag.isPresent()) {
      throw new WrongFile(
          prefix.isPresent() ? map.at("tag") : map.at(),
          "an s3 store has either 'prefix', such as \"accounts/{account}/\", or 'tag', the tag whose value is the account's id; this one has "
              + (tag.isPresent() ? "both" : "neither"));
    }
    return prefix.isPresent() ? prefix(prefix.get()) : new Owner.Tag(tag(tag.orElseThrow()));
  }

  /**
   * Without a delimiter after the id, {@code accounts/4} would also be a prefix of account 42's
   * keys.
   */
  private static Owner prefix(YamlValue value) {
    String text = value.text();
    int at = text.indexOf(ACCOUNT);
    if (at < 0 || text.indexOf(ACCOUNT, at + 1) >= 0) {
      throw value.wrong(
          "'prefix' is '%s', but must contain {account} once, as in \"accounts/{account}/\""
              .formatted(text));
    }
    String after = text.substring(at + ACCOUNT.length());
    if (after.isEmpty() || !isDelimiter(after.charAt(0))) {
      throw value.wrong(
          "'prefix' is '%s': {account} must be followed by a / or another character that is in no id, or the objects of account 42 would count as those of account 4 too; write \"%s\""
              .formatted(text, text.substring(0, at) + ACCOUNT + "/" + after));
    }
    if (!isDelimiter(after.charAt(after.length() - 1))) {
      throw value.wrong(
          "'prefix' is '%s', but must end in a / or another character that is in no id; write \"%s/\""
              .formatted(text, text));
    }
    return new Owner.Prefix(text.substring(0, at), after);
  }

  private static boolean isDelimiter(char c) {
    return c > ' ' && c < 127 && !Character.isLetterOrDigit(c) && "-_.".indexOf(c) < 0;
  }

  private static String tag(YamlValue value) {
    String text = value.text();
    if (text.length() > 128) {
      throw value.wrong("'tag' is longer than the 128 characters that a tag's key may have");
    }
    return text;
  }

  private static Bucket bucket(StoreCells.Cell cell) {
    YamlValue name = cell.get("bucket");
    if (!name.text().startsWith("arn:") && !name.text().matches("[A-Za-z0-9._-]+")) {
      throw name.wrong(
          "'bucket' is '%s', but must be the name of a bucket, without s3:// and without a path"
              .formatted(name.text()));
    }
    YamlValue region = cell.get("region");
    if (!region.text().matches("[A-Za-z0-9-]+")) {
      throw region.wrong(
          "'region' is '%s', but must be one such as eu-west-1".formatted(region.text()));
    }
    String access = cell.find("access-key").flatMap(YamlValue::textIfAny).orElse(null);
    String secret = cell.find("secret-key").flatMap(YamlValue::textIfAny).orElse(null);
    if ((access == null) != (secret == null)) {
      throw cell.get(access == null ? "secret-key" : "access-key")
          .wrong(
              "'access-key' and 'secret-key' must be set together; without both, the default credentials chain of AWS is used");
    }
    return new Bucket(
        name.text(),
        region.text(),
        cell.find("endpoint").map(ReadS3Store::endpoint).orElse(null),
        access,
        secret);
  }

  private static URI endpoint(YamlValue value) {
    return WebAddress.of(value, "https://s3.example.com");
  }
}
