package io.dabiao.page;

/** A list as a file. */
record ListFile(byte[] content, String mediaType, String disposition) {}
