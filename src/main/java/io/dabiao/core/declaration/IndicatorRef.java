package io.dabiao.core.declaration;

/**
 * The name by which an indicator is known everywhere: in the log of changes, in addresses, metrics and alerts.
 *
 * @param year the calendar year that it is declared for
 * @param project the id of its project
 * @param id its own, unique within the project
 */
public record IndicatorRef(int year, String project, String id) {

    /** As the log and messages write it: {@code 2024/hotline/answered}. */
    @Override
    public String toString() {
        return year + "/" + project + "/" + id;
    }
}
