package dev.lapse.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.springframework.util.FileSystemUtils;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/**
 * An S3 server in a process of its own, which lives as long as the JVM. It keeps versions, uploads,
 * tags and locks; it does not enforce locks.
 */
public final class S3Server {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private S3Server() {}

  /** Where it answers as S3 does. */
  public static URI address() {
    return Started.CORRECTED.address();
  }

  /** It names a list of versions as one of objects, and answers nothing for no tags and no lock. */
  private static byte[] corrected(String request, int status, byte[] body) {
    if (!request.startsWith("GET ")) {
      return body;
    }
    List<String> query = List.of(request.substring(request.indexOf('?') + 1).split("&"));
    String text = new String(body, StandardCharsets.UTF_8);
    if (query.contains("versions")) {
      text = text.replace("ListBucketResult", "ListVersionsResult");
    } else if (query.contains("legal-hold") || query.contains("retention")) {
      text = text.replace("<Code>NotFound<", "<Code>NoSuchObjectLockConfiguration<");
    } else if (query.contains("tagging") && status == 200 && text.isEmpty()) {
      text = "<Tagging><TagSet/></Tagging>";
    } else {
      return body;
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A client that can do everything. */
  public static S3Client client() {
    return Started.CLIENT;
  }

  /** A bucket of its own, without versions. */
  public static String bucket() {
    String name = "bucket-" + COUNT.incrementAndGet();
    client().createBucket(request -> request.bucket(name));
    return name;
  }

  /** A bucket of its own that keeps versions. */
  public static String versionedBucket() {
    String name = bucket();
    versioning(name, BucketVersioningStatus.ENABLED);
    return name;
  }

  /** A bucket of its own whose versions may be locked. */
  public static String lockableBucket() {
    String name = "bucket-" + COUNT.incrementAndGet();
    client().createBucket(request -> request.bucket(name).objectLockEnabledForBucket(true));
    versioning(name, BucketVersioningStatus.ENABLED);
    return name;
  }

  public static void versioning(String bucket, BucketVersioningStatus status) {
    client()
        .putBucketVersioning(
            request ->
                request.bucket(bucket).versioningConfiguration(setting -> setting.status(status)));
  }

  /** Puts an object and returns its version. */
  public static String put(String bucket, String key) {
    return client()
        .putObject(
            request -> request.bucket(bucket).key(key), RequestBody.fromString("content of " + key))
        .versionId();
  }

  /** Puts many objects; a number follows the prefix. */
  public static void putMany(String bucket, String prefix, int count) {
    IntStream.range(0, count).parallel().forEach(i -> put(bucket, prefix + i));
  }

  /** All versions and delete markers of a bucket, as text. */
  public static List<String> contents(String bucket) {
    return client().listObjectVersionsPaginator(request -> request.bucket(bucket)).stream()
        .flatMap(
            page ->
                java.util.stream.Stream.concat(
                    page.versions().stream().map(each -> each.key() + " " + each.versionId()),
                    page.deleteMarkers().stream()
                        .map(each -> each.key() + " deleted " + each.versionId())))
        .sorted()
        .toList();
  }

  private static final class Started {
    private static final Pattern PORT = Pattern.compile("Tomcat started.* (\\d+) \\(http\\)");
    static final URI ADDRESS = start();
    static final UnreliableWay CORRECTED = new UnreliableWay(ADDRESS, S3Server::corrected);
    static final S3Client CLIENT =
        S3Client.builder()
            .endpointOverride(ADDRESS)
            .forcePathStyle(true)
            .region(Region.EU_WEST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .serviceConfiguration(settings -> settings.expectContinueEnabled(false))
            .build();

    private static URI start() {
      Path jar = Path.of(System.getProperty("lapse.s3-server", "target/s3/s3mock.jar"));
      try {
        Path folder = Files.createTempDirectory("lapse-s3");
        Process process =
            new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-jar",
                    jar.toString(),
                    "--server.port=0",
                    "--server.address=127.0.0.1",
                    "--com.adobe.testing.s3mock.httpPort=0",
                    "--com.adobe.testing.s3mock.store.root=" + folder)
                .redirectErrorStream(true)
                .start();
        Runtime.getRuntime()
            .addShutdownHook(
                new Thread(
                    () -> {
                      process.destroyForcibly();
                      try {
                        process.waitFor();
                        FileSystemUtils.deleteRecursively(folder);
                      } catch (IOException | InterruptedException left) {
                        System.err.println("left behind: " + folder + ": " + left);
                      }
                    }));
        return address(process);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }

    private static URI address(Process process) throws IOException {
      BufferedReader out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      StringBuilder all = new StringBuilder();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        all.append(line).append('\n');
        Matcher port = PORT.matcher(line);
        if (port.find()) {
          Thread rest = new Thread(() -> out.lines().forEach(ignored -> {}), "reads-s3");
          rest.setDaemon(true);
          rest.start();
          return URI.create("http://localhost:" + port.group(1));
        }
      }
      throw new IllegalStateException("the S3 server did not start:\n" + all);
    }
  }
}
