package io.dabiao.page;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** The part of a page that shows how far long work has come, by itself. */
@CheckedTemplate(basePath = "part", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
public record ProgressPart(Progress progress, Frame frame) implements TemplateInstance {}
