package io.dabiao.work;

/** What has become of work that was asked for. */
public enum WorkState {
    /** Under way, or waiting for its turn at the replica that has it. */
    RUNNING,
    DONE,
    /** The reason says why. */
    FAILED
}
