package io.dabiao.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;

/** What an answer says of figures that change, as a table. */
final class ChangedFigures {

    private ChangedFigures() {}

    /** Prints them; nothing where the answer has none. */
    static void print(JsonNode answer, PrintWriter out) {
        TextTable table = new TextTable();
        for (JsonNode figure : answer.path("figures")) {
            table.row(
                    "  " + figure.path("year").asText() + " "
                            + figure.path("project").asText() + "/"
                            + figure.path("indicator").asText(),
                    figure.path("name").asText(),
                    shown(figure.path("before")) + " → " + shown(figure.path("after")) + " "
                            + figure.path("unit").asText(""),
                    figure.path("verdictBefore").asText() + " → "
                            + figure.path("verdictAfter").asText());
        }
        if (!answer.path("figures").isEmpty()) {
            out.println("Figures that change:");
            table.print(out);
        }
    }

    static String shown(JsonNode number) {
        return number.isNumber() ? number.decimalValue().stripTrailingZeros().toPlainString() : "–";
    }
}
