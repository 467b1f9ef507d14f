package io.dabiao.page.reports;

import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;

/** Which report a path asks for. */
public class Asked {

    static final String PATH = "/reports/{year: \\d+}/{project}/{kind: self-assessment|monitoring}";

    @PathParam("year")
    int year;

    @PathParam("project")
    String project;

    @PathParam("kind")
    String kind;

    /** The last day that a monitoring table covers. */
    @QueryParam("until")
    String until;
}
