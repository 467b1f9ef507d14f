package io.dabiao.page.reports;

import io.dabiao.core.text.Language;
import io.dabiao.core.text.Words;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.report.Format;
import io.dabiao.report.Seals;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Papers as files that a browser keeps. */
final class Files {

    private Files() {}

    /**
     * What there is to download.
     *
     * @param path of the file, ready for one more parameter
     * @param figures whether the figures can be had as JSON too
     */
    static List<ReportsPage.Download> downloads(Seals seals, String path, boolean figures) {
        List<ReportsPage.Download> downloads = new ArrayList<>();
        for (Language language : Language.all()) {
            for (String name : seals.names()) {
                downloads.add(new ReportsPage.Download(
                        name.toUpperCase(Locale.ROOT) + " " + language.called(),
                        path + "format=" + name + "&language=" + language.word()));
            }
        }
        if (figures) {
            downloads.add(new ReportsPage.Download("JSON", path + "format=json"));
            for (Language language : Language.all()) {
                downloads.add(new ReportsPage.Download(
                        "PDF " + language.of(Words.of(Files.class, "forPublication")),
                        path + "format=pdf&edition=public&language=" + language.word()));
            }
            downloads.add(new ReportsPage.Download("ZIP", path + "format=zip"));
        }
        return downloads;
    }

    static Format format(Seals seals, String name) {
        return seals.format(name == null ? "" : name)
                .orElseThrow(() -> new Problem(
                        ErrorCode.NO_SUCH_FORMAT,
                        "formats are " + String.join(", ", seals.names()) + ", not '" + name + "'"));
    }

    /** That of the page where none is asked for. */
    static Language language(String word, PageContext pageContext) {
        return word == null ? pageContext.language() : Language.ofWord(word).orElse(pageContext.language());
    }

    static Response download(Format format, byte[] content, String name) {
        String type =
                format.mediaType().startsWith("text/") ? format.mediaType() + ";charset=UTF-8" : format.mediaType();
        return download(type, content, name + "." + format.name());
    }

    /** Never shown in place: what people typed is in it. */
    static Response download(String type, byte[] content, String file) {
        return Response.ok(content, type)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "attachment; filename=\"report" + file.substring(file.lastIndexOf('.'))
                                + "\"; filename*=UTF-8''" + Paths.encoded(file))
                .build();
    }
}
