package io.dabiao.ingest.s3;

import io.dabiao.check.probe.Daemon;
import java.nio.file.Path;

/** npm's s3rver 3.7.1 with the bucket {@code facts} of the account S3RVER. */
final class S3rver {

    private S3rver() {}

    static void install(Path npm) throws Exception {
        Daemon.run(npm, "npm", "install", "--no-audit", "--no-fund", "--no-progress", "s3rver@3.7.1");
    }

    static Daemon start(Path npm, Path folder, int port) throws Exception {
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
}
