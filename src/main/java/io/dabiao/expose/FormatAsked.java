package io.dabiao.expose;

import io.dabiao.core.text.Language;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.report.Format;
import io.dabiao.report.Seals;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.Optional;

/** Which format a request wants: by name, else by the first acceptable media type. */
final class FormatAsked {

    private FormatAsked() {}

    /** Empty for JSON. */
    static Optional<Format> of(Seals seals, String name, String accept) {
        if (name != null && !name.isBlank()) {
            return name.equals("json")
                    ? Optional.empty()
                    : Optional.of(seals.format(name)
                            .orElseThrow(() -> new Problem(
                                    ErrorCode.NO_SUCH_FORMAT,
                                    "formats are json, " + String.join(", ", seals.names()) + ", not '" + name + "'")));
        }
        for (String type : Optional.ofNullable(accept).orElse("").split(",")) {
            String plain = type.split(";")[0].strip();
            if (plain.equals(MediaType.APPLICATION_JSON)) {
                return Optional.empty();
            }
            Optional<Format> format = seals.ofMediaType(plain);
            if (format.isPresent()) {
                return format;
            }
        }
        boolean anything = accept == null
                || Arrays.stream(accept.split(","))
                        .map(type -> type.split(";")[0].strip())
                        .anyMatch(type -> type.isEmpty() || type.equals("*/*") || type.equals("application/*"));
        if (!anything) {
            throw new Problem(ErrorCode.NOT_ACCEPTABLE, "reports come as json, " + String.join(", ", seals.names()));
        }
        return Optional.empty();
    }

    static Language language(String word) {
        return word == null
                ? Language.ZH
                : Language.ofWord(word)
                        .orElseThrow(() -> new Problem(
                                ErrorCode.NO_SUCH_LANGUAGE,
                                "languages are " + Language.words() + ", not '" + word + "'"));
    }

    static Response.ResponseBuilder paper(Format format, byte[] content, String name) {
        String type =
                format.mediaType().startsWith("text/") ? format.mediaType() + ";charset=UTF-8" : format.mediaType();
        return Response.ok(content, type)
                .header(HttpHeaders.CONTENT_DISPOSITION, "inline; filename=\"" + name + "." + format.name() + "\"");
    }
}
