package io.dabiao.settings;

/** Of whom a second factor is demanded at sign-in. Everyone else may set one up. */
public enum SecondFactorDemand {
    OPTIONAL,
    ADMINISTRATORS,
    ALL
}
