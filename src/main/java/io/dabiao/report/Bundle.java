package io.dabiao.report;

import io.dabiao.core.text.Language;
import io.dabiao.work.QueuedWork;
import java.util.List;

/**
 * The papers of several projects in one file, and how far they have come.
 *
 * @param projects their ids
 * @param language a word of {@link Language}
 * @param work counts projects
 */
public record Bundle(
        long id, int year, ReportKind kind, String format, String language, List<String> projects, QueuedWork work) {}
