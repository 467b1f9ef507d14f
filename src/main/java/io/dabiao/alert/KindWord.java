package io.dabiao.alert;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.Locale;

/** A kind's word as rows have it: in capitals, as releases wrote it that knew a closed list of kinds. */
@Converter
public class KindWord implements AttributeConverter<String, String> {

    @Override
    public String convertToDatabaseColumn(String word) {
        return word == null ? null : word.toUpperCase(Locale.ROOT);
    }

    @Override
    public String convertToEntityAttribute(String stored) {
        return stored == null ? null : stored.toLowerCase(Locale.ROOT);
    }
}
