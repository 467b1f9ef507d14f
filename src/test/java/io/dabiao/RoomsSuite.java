package io.dabiao;

import org.junit.platform.suite.api.ExcludePackages;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * All other tests. Maven runs the two suites side by side, each in a process of its own: a third would cost more for the classes that it loads
 * than it brings. Within a suite the application starts once for all classes that want the same database; of classes that a process is given one
 * by one, each would start it again, which took more time than the tests themselves. A test may therefore not rely on being alone in its
 * database. A class that is named with {@code -Dtest=} runs without its suite.
 */
@Suite
@SelectPackages("io.dabiao")
@ExcludePackages({"io.dabiao.expose", "io.dabiao.forms", "io.dabiao.ingest"})
class RoomsSuite {}
