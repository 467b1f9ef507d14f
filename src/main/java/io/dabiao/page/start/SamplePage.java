package io.dabiao.page.start;

import io.dabiao.access.Role;
import io.dabiao.declare.ShippedSample;
import io.dabiao.demo.DemonstrationPlay;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Progress;
import io.dabiao.page.ProgressPart;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.store.Demonstration;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.RestForm;

/** What the first administrator says of what is there before anything was declared: the shipped sample, and the demonstration. */
@Path(SamplePage.PATH)
@Produces(MediaType.TEXT_HTML)
@RolesAllowed(Role.ADMIN)
@Blocking
public class SamplePage {

    static final String PATH = "/start/sample";

    private final ShippedSample sample;
    private final DemonstrationPlay play;
    private final Demonstration demonstration;
    private final PageContext pageContext;

    SamplePage(ShippedSample sample, DemonstrationPlay play, Demonstration demonstration, PageContext pageContext) {
        this.sample = sample;
        this.play = play;
        this.demonstration = demonstration;
        this.pageContext = pageContext;
    }

    /** What moves many facts is not begun by a request that says nothing. */
    private static void meant(String sure) {
        if (!"yes".equals(sure)) {
            throw new Problem(ErrorCode.NOT_SAID, "say sure=yes");
        }
    }

    private Response said(String words) {
        return pageContext.done(words, "/start");
    }

    @POST
    public Response choose(@RestForm String choice) {
        Messages messages = pageContext.say(SamplePage.class);
        ShippedSample.Choice chosen = ShippedSample.Choice.ofWord(choice == null ? "" : choice)
                .orElseThrow(() -> new Problem(
                        ErrorCode.NO_SUCH_VALUE, "the sample is kept, hidden or removed, not '" + choice + "'"));
        sample.choose(chosen, pageContext.name(), messages.of("sampleRemoved"));
        return said(messages.of("sampleSaid_" + chosen));
    }

    /** Plays the year that runs. */
    @POST
    @Path("demonstration")
    public Response begin(@RestForm String sure) {
        Messages messages = pageContext.say(SamplePage.class);
        meant(sure);
        if (sample.chosen().absent()) {
            return said(messages.of("demonstrationNeedsSample"));
        }
        return said(messages.of(play.begin(pageContext.name()) ? "demonstrationBegun" : "demonstrationRuns"));
    }

    /** As it stands now. */
    static Progress progress(DemonstrationPlay.Progress now, Messages messages) {
        String words = now.day().isEmpty()
                ? messages.of("demonstrationBegun")
                : messages.of("demonstrationDay", messages.of(now.day().orElseThrow()));
        return new Progress(words, now.percent(), !now.running(), PATH + "/demonstration/progress", "");
    }

    @GET
    @Path("demonstration/progress")
    public Response progress() {
        Messages messages = pageContext.say(SamplePage.class);
        return new ProgressPart(progress(play.progress(), messages), pageContext.frame(messages.of("byDemonstration")))
                .answer();
    }

    @POST
    @Path("demonstration/remove")
    public Response remove(@RestForm String sure) {
        Messages messages = pageContext.say(SamplePage.class);
        meant(sure);
        if (play.progress().running()) {
            return said(messages.of("demonstrationRuns"));
        }
        return said(messages.of("demonstrationRemoved", demonstration.remove(pageContext.name(), pageContext.now())));
    }
}
