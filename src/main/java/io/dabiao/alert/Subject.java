package io.dabiao.alert;

/**
 * What an alert is about: an indicator, or a part of the service.
 *
 * @param year 0 where it is about the service
 * @param project id; empty where it is about the service
 * @param indicator id; for the service the part in trouble, such as the name of a file
 * @param indicatorName as printed; for the service that part in words
 * @param level1 as printed; empty for the service
 * @param owner empty where no one is declared
 */
public record Subject(
        int year,
        String project,
        String projectName,
        String indicator,
        String indicatorName,
        String level1,
        String owner) {

    /** A part of the service. */
    public static Subject service(String part, String words) {
        return new Subject(0, "", "", part, words, "", "");
    }

    /** Of a condition of this subject: the same each time that it comes back. */
    public String fingerprint(AlertKind alertKind) {
        return alertKind.word() + "/" + year + "/" + project + "/" + indicator;
    }
}
