package io.dabiao;

import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The tests of the pages. They share a browser and an application with the shared year in it ({@link RoomsSuite}). */
@Suite
@SelectPackages("io.dabiao.page")
class PagesSuite {}
