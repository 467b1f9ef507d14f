package io.dabiao.page;

import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.ext.Provider;

/**
 * Pages are compressed on their way, and nothing else is: metrics and assets come compressed already, and events are answered in few bytes.
 * Quarkus's own compression was refused, for it takes the header from what was compressed before.
 */
@Provider
public class Compression implements DynamicFeature {

    private static final String PAGES = Compression.class.getPackageName() + ".";

    @Override
    public void configure(ResourceInfo resource, FeatureContext context) {
        if (resource.getResourceClass().getName().startsWith(PAGES)
                && resource.getResourceClass() != AssetsResource.class) {
            context.register(CompressedHtml.class);
        }
    }
}
