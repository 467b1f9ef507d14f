package io.dabiao.ingest.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dabiao.budget.Allowance;
import io.dabiao.budget.Work;
import io.dabiao.budget.WorkBudget;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Requests and listings as Amazon's documentation of S3 has them (API reference: "Signature Calculations", "ListObjectsV2"). */
class SignatureTest {

    private static final Bucket.Credentials EXAMPLE =
            new Bucket.Credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
    private static final Clock THEN = Clock.fixed(Instant.parse("2013-05-24T00:00:00Z"), ZoneOffset.UTC);

    private static Bucket.Address address(Bucket.Style style, String endpoint) {
        return new Bucket.Address(URI.create(endpoint), "examplebucket", "us-east-1", style);
    }

    @Test
    void aListingIsSignedAsInTheExampleOfTheDocumentation() {
        URI uri =
                address(Bucket.Style.HOST, "https://s3.amazonaws.com").uri("", Map.of("max-keys", "2", "prefix", "J"));

        Map<String, String> headers = Bucket.signed(uri, "us-east-1", EXAMPLE, THEN);

        assertThat(uri.getHost()).isEqualTo("examplebucket.s3.amazonaws.com");
        assertThat(headers.get("Authorization"))
                .contains(
                        "Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request",
                        "SignedHeaders=host;x-amz-content-sha256;x-amz-date",
                        "Signature=34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
    }

    @Test
    void aKeyIsEncodedOnceAndStandsBehindTheBucketOrTheHost() {
        assertThat(address(Bucket.Style.PATH, "http://127.0.0.1:9000").uri("日报/a b+c%20.csv", Map.of()))
                .isEqualTo(URI.create("http://127.0.0.1:9000/examplebucket/%E6%97%A5%E6%8A%A5/a%20b%2Bc%2520.csv"));
        assertThat(address(Bucket.Style.HOST, "https://s3.example.org/").uri("a.csv", Map.of()))
                .isEqualTo(URI.create("https://examplebucket.s3.example.org/a.csv"));
        assertThat(EXAMPLE).hasToString("AKIAIOSFODNN7EXAMPLE");
    }

    private static ListedObjects read(String xml) throws IOException {
        Allowance allowance = WorkBudget.ofThisProcess().begin(Work.DECLARATION).allowance();
        return ListedObjects.read(xml.getBytes(StandardCharsets.UTF_8), allowance);
    }

    @Test
    void aListingIsReadWithItsNextPage() throws IOException {
        ListedObjects listed = read("""
                <?xml version="1.0" encoding="UTF-8"?>
                <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
                  <Name>bucket</Name><Prefix/><NextContinuationToken>1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=</NextContinuationToken>
                  <KeyCount>2</KeyCount><MaxKeys>2</MaxKeys><IsTruncated>true</IsTruncated>
                  <Contents><Key>happy%20face%2B.jpg</Key><LastModified>2014-11-21T19:40:05.000Z</LastModified>
                    <ETag>&quot;70ee1738b6b21e2c8a43f3a5ab0eee71&quot;</ETag><Size>11</Size><StorageClass>STANDARD</StorageClass>
                    <Owner><ID>1</ID><DisplayName>x</DisplayName></Owner></Contents>
                  <Contents><Key>a+b</Key><ETag>"x-2"</ETag><Size>0</Size></Contents>
                  <EncodingType>url</EncodingType>
                </ListBucketResult>
                """);

        assertThat(listed.next()).contains("1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=");
        assertThat(listed.objects())
                .containsExactly(
                        new ListedObjects.One("happy face+.jpg", 11, "\"70ee1738b6b21e2c8a43f3a5ab0eee71\""),
                        new ListedObjects.One("a b", 0, "\"x-2\""));
        assertThat(read("<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>")
                        .next())
                .isEmpty();
    }

    @Test
    void whatIsNoListingIsToldAndTheCodeOfARefusalFound() {
        for (String wrong : new String[] {"<html/>", "nothing", "<ListBucketResult><Contents><Size>x</Size>"}) {
            assertThatThrownBy(() -> read(wrong))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no listing");
        }
        assertThat(ListedObjects.fault("<Error><Code>AccessDenied</Code></Error>".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(Optional.of("AccessDenied"));
    }
}
