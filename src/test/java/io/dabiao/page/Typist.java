package io.dabiao.page;

import static io.restassured.config.EncoderConfig.encoderConfig;
import static io.restassured.config.HttpClientConfig.httpClientConfig;
import static io.restassured.config.MultiPartConfig.multiPartConfig;
import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.Api;
import io.dabiao.access.person.Person;
import io.dabiao.access.person.Sessions;
import io.restassured.RestAssured;
import io.restassured.builder.MultiPartSpecBuilder;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.MultiPartSpecification;
import io.restassured.specification.RequestSpecification;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.http.entity.mime.HttpMultipartMode;

/** Somebody who has signed in and sends forms without a browser, each with the secret that its page bears. */
final class Typist {

    private static final Pattern SECRET = Pattern.compile("name=\"csrf\" content=\"([^\"]+)\"");
    private static final Pattern SEEN = Pattern.compile("name=\"seen\" value=\"(\\d+)\"");

    private final String cookie;

    Typist(Sessions sessions, Person person) {
        cookie = sessions.begin(person, Optional.empty(), "test");
    }

    private RequestSpecification request() {
        return RestAssured.given()
                .spec(Api.nobody())
                .config(RestAssured.config()
                        .encoderConfig(encoderConfig().defaultContentCharset("UTF-8"))
                        .httpClient(httpClientConfig().httpMultipartMode(HttpMultipartMode.BROWSER_COMPATIBLE))
                        .multiPartConfig(multiPartConfig().defaultCharset("UTF-8")))
                .redirects()
                .follow(false)
                .cookie("dabiao-session", cookie)
                .accept("text/html");
    }

    Response get(String path) {
        return request().urlEncodingEnabled(false).get(path);
    }

    /** Opens a page and sends one of its forms, with what a person adds. */
    Response post(String page, String action, Map<String, String> typed) {
        String shown = get(page).asString();
        Matcher secret = SECRET.matcher(shown);
        assertThat(secret.find()).as(page).isTrue();
        Matcher seen = SEEN.matcher(shown);
        RequestSpecification form = request()
                .contentType(ContentType.URLENC.withCharset("UTF-8"))
                .formParam("csrf", secret.group(1))
                .formParams(typed);
        return (seen.find() ? form.formParam("seen", seen.group(1)) : form)
                .urlEncodingEnabled(true)
                .post(action);
    }

    /** Chooses a file in a form on the page that it is sent to. */
    Response upload(String page, String field, String name, byte[] content) {
        return send(page, page, Map.of(), field, name, content);
    }

    /** Sends a form of a page that was opened before, so that what it has seen is what is typed here. */
    Response late(String page, String action, Map<String, String> typed) {
        Matcher secret = SECRET.matcher(get(page).asString());
        assertThat(secret.find()).as(page).isTrue();
        return request()
                .contentType(ContentType.URLENC.withCharset("UTF-8"))
                .formParam("csrf", secret.group(1))
                .formParams(typed)
                .post(action);
    }

    /** The same of a form with a file; none is chosen where it has no name. */
    Response send(String page, String action, Map<String, String> typed, String field, String file, byte[] content) {
        Matcher secret = SECRET.matcher(get(page).asString());
        assertThat(secret.find()).as(page).isTrue();
        RequestSpecification form =
                request().contentType("multipart/form-data").multiPart(part("csrf", secret.group(1)));
        typed.forEach((name, value) -> form.multiPart(part(name, value)));
        if (file.isEmpty()) {
            return form.post(action);
        }
        return form.multiPart(new MultiPartSpecBuilder(kept(content))
                        .controlName(field)
                        .fileName(file)
                        .mimeType("application/octet-stream")
                        .build())
                .post(action);
    }

    /** Of a file its length is sent ahead, as browsers do. */
    private static File kept(byte[] content) {
        try {
            File file = File.createTempFile("dabiao-form", "");
            file.deleteOnExit();
            Files.write(file.toPath(), content);
            return file;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static MultiPartSpecification part(String name, String value) {
        return new MultiPartSpecBuilder(value)
                .controlName(name)
                .charset("UTF-8")
                .mimeType("text/plain")
                .build();
    }

    /** A form on the page that it is sent to. */
    Response fill(String page, Map<String, String> typed) {
        return post(page, page, typed);
    }
}
