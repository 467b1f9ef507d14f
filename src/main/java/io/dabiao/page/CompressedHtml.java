package io.dabiao.page;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.WriterInterceptor;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;

/**
 * Compresses a page for a browser that takes it so. The one secret in it is masked again in each answer
 * ({@link io.dabiao.access.Masked}), so its length tells nothing.
 *
 * <p>No bean: {@link Compression} names it while the service is built, and it is made without one. Stateless.
 */
public class CompressedHtml implements WriterInterceptor {

    @Override
    public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
        String accepted = CurrentRequestManager.get().serverRequest().getRequestHeader(HttpHeaders.ACCEPT_ENCODING);
        if (accepted == null
                || !accepted.contains("gzip")
                || !MediaType.TEXT_HTML_TYPE.isCompatible(context.getMediaType())) {
            context.proceed();
            return;
        }
        context.getHeaders().putSingle(HttpHeaders.CONTENT_ENCODING, "gzip");
        context.getHeaders().remove(HttpHeaders.CONTENT_LENGTH);
        context.getHeaders().add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        GZIPOutputStream compressed = new GZIPOutputStream(context.getOutputStream());
        context.setOutputStream(compressed);
        context.proceed();
        compressed.finish();
    }
}
