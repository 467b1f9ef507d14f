package io.dabiao.page;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

/** @param detail what the service says itself, in English; empty where the words say it all */
@CheckedTemplate(basePath = "part", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
record ErrorPage(Frame frame, String words, String detail, int status) implements TemplateInstance {}
