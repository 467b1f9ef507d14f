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

    static NoForecast tooEarly(String english, String chinese) {
        return new NoForecast(new Forecast.TooEarly(new Words(english, chinese)));
    }

    static NoForecast absent(String english, String chinese) {
        return new NoForecast(new Forecast.Absent(new Words(english, chinese)));
    }

    static NoForecast tooFewDays(int days, int wanted) {
        return tooEarly(
                days + " days observed, " + wanted + " are wanted",
                "目前只观测了 " + Math.max(0, days) + " 天，至少需要 " + wanted + " 天");
    }
}
