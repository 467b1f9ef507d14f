package io.dabiao.core.forecast;

import io.dabiao.core.text.Words;

/** Ends a model with the reason why nothing is forecast; caught by {@link Forecaster} and by no one else. */
final class NoForecast extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Forecast forecast;

    private NoForecast(Forecast forecast) {
        super(null, null, false, false);
        this.forecast = forecast;
    }

    Forecast forecast() {
        return forecast;
    }

    static NoForecast tooEarly(Words why) {
        return new NoForecast(new Forecast.TooEarly(why));
    }

    static NoForecast absent(Words why) {
        return new NoForecast(new Forecast.Absent(why));
    }

    static NoForecast tooFewDays(int days, int wanted) {
        return tooEarly(Words.of(NoForecast.class, "daysObservedAreWanted", days, wanted, Math.max(0, days)));
    }
}
