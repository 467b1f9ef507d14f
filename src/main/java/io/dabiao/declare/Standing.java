package io.dabiao.declare;

import io.dabiao.core.Declaration;
import java.util.Optional;

/**
 * A declaration as it stands.
 *
 * @param version counts up within the project and year
 * @param draft carried forward and not yet approved: evaluated and shown, but it raises no alert and makes no report
 * @param origin the file it came from, or the year it was carried forward from
 * @param before the version that answered until this one; it goes on answering while this one's measures are being
 *     filled from the log
 */
public record Standing(Declaration declaration, int version, boolean draft, String origin, Optional<Standing> before) {}
