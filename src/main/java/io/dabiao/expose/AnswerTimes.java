package io.dabiao.expose;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * Instants have one form in all answers of the API: RFC 3339 with the offset of the institution's zone, such as
 * {@code 2026-07-01T00:00:00+08:00}, with as many digits of a second as are known and no zero behind them. So a reader sees the day in which
 * a fact counts. Times within an event are its sender's and stay as they were written.
 */
final class AnswerTimes {

    private AnswerTimes() {}

    /** Another mapper that writes so. */
    static ObjectMapper of(ObjectMapper mapper, ZoneId zone) {
        SimpleModule module = new SimpleModule("times of answers");
        module.addSerializer(new OfInstants(zone));
        module.addSerializer(new OfTimes(zone));
        return mapper.copy().registerModule(module);
    }

    static String written(Instant instant, ZoneId zone) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(instant.atZone(zone));
    }

    private static final class OfInstants extends StdSerializer<Instant> {

        private static final long serialVersionUID = 1L;
        private final ZoneId zone;

        private OfInstants(ZoneId zone) {
            super(Instant.class);
            this.zone = zone;
        }

        @Override
        public void serialize(Instant instant, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(written(instant, zone));
        }
    }

    private static final class OfTimes extends StdSerializer<OffsetDateTime> {

        private static final long serialVersionUID = 1L;
        private final ZoneId zone;

        private OfTimes(ZoneId zone) {
            super(OffsetDateTime.class);
            this.zone = zone;
        }

        @Override
        public void serialize(OffsetDateTime time, JsonGenerator json, SerializerProvider provider) throws IOException {
            json.writeString(written(time.toInstant(), zone));
        }
    }
}
