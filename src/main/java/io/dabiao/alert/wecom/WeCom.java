package io.dabiao.alert.wecom;

import io.dabiao.alert.Channel;
import io.dabiao.alert.ChannelField;
import io.dabiao.alert.Markdown;
import io.dabiao.alert.Receiver;
import io.dabiao.alert.http.Address;
import io.dabiao.alert.http.Cut;
import io.dabiao.alert.http.Json;
import io.dabiao.alert.http.Post;
import io.dabiao.alert.http.Robot;
import io.dabiao.core.text.Words;
import io.dabiao.outbound.OutboundHttp;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A group robot of WeCom; the key is part of its address. */
@ApplicationScoped
public class WeCom implements Channel {

    /** Of UTF-8, by the robot's documentation. */
    static final int MOST_BYTES = 4096;

    /** Busy; too many calls. */
    private static final Set<Integer> LATER = Set.of(-1, 45009, 45033);

    private final OutboundHttp http;
    private final Clock clock;

    public WeCom(OutboundHttp http, Clock clock) {
        this.http = http;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "wecom";
    }

    @Override
    public Words called() {
        return Words.of(WeCom.class, "called");
    }

    @Override
    public List<ChannelField> fields() {
        return List.of(ChannelField.secret(
                "url",
                Words.of(WeCom.class, "addressOfTheRobot"),
                "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…"));
    }

    @Override
    public Optional<Receiver> receiver(Fields settings) {
        Optional<Cursor> url = settings.required("url");
        return url.flatMap(Address::read).map(this::robot);
    }

    private Receiver robot(URI url) {
        Post post = new Post(http, clock, List.of(url.toString(), String.valueOf(url.getRawQuery())));
        Robot robot = new Robot(post, "errcode", "errmsg", LATER);
        return (notification, text) -> {
            String content = Cut.to(
                    MOST_BYTES,
                    "**" + Markdown.wide(Markdown.escaped(text.title())) + "**\n" + Markdown.wide(text.body()));
            return post.send(
                    url,
                    Map.of(),
                    Json.bytes(Map.of("msgtype", "markdown", "markdown", Map.of("content", content))),
                    robot::meaning);
        };
    }
}
