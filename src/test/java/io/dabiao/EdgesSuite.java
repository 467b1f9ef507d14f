package io.dabiao;

import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The tests of what comes in and of what the API answers ({@link RoomsSuite}). */
@Suite
@SelectPackages({"io.dabiao.expose", "io.dabiao.forms", "io.dabiao.ingest"})
class EdgesSuite {}
