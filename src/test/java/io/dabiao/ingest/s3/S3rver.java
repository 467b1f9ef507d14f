package io.dabiao.ingest.s3;

import io.dabiao.check.probe.Daemon;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;

/** npm's s3rver 3.7.1 with the bucket {@code facts} of the account S3RVER. */
public final class S3rver {

    private S3rver() {}

    public static void install(Path npm) throws Exception {
        Daemon.run(npm, "npm", "install", "--no-audit", "--no-fund", "--no-progress", "s3rver@3.7.1");
    }

    public static Daemon start(Path npm, Path folder, int port) throws Exception {
        return Daemon.started(
                folder,
                port,
                "node",
                // Its tokens of listings are encrypted by DES.
                "--openssl-legacy-provider",
                npm.resolve("node_modules/s3rver/bin/s3rver.js").toString(),
                "--silent",
                "--directory",
                folder.resolve("store").toString(),
                "--address",
                "127.0.0.1",
                "--port",
                String.valueOf(port),
                "--configure-bucket",
                "facts");
    }

    /** Puts an object into the bucket, without a signature, which this store takes. @param key encoded */
    public static void put(int port, String key, byte[] content) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/facts/" + key))
                                .PUT(HttpRequest.BodyPublishers.ofByteArray(content))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(answer.statusCode() + ": " + answer.body());
        }
    }

    /** The keys of a source that reads what lies below a prefix of the bucket, for a file of sources. @param secret a file with the account's key */
    public static String[] source(int port, String prefix, Path secret) {
        return new String[] {
            "kind: s3",
            "endpoint: http://127.0.0.1:" + port,
            "bucket: facts",
            "prefix: " + prefix,
            "accessKey: S3RVER",
            "secretKey: {file: " + secret + "}"
        };
    }
}
