package io.dabiao.core.measure;

/** What is asked of the working days that each event took. */
public enum WorkingDaysFigure {
    LONGEST,
    MEAN,
    /** The share of events within a limit of working days. */
    SHARE
}
