package io.dabiao.access;

import io.dabiao.lifecycle.BackgroundJob;
import io.dabiao.lifecycle.StoreOpened;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;

/** Reads the tokens in force again: another replica may have ended one. */
@ApplicationScoped
class TokensJob implements BackgroundJob {

    private final Tokens tokens;
    private final FirstToken firstToken;

    TokensJob(Tokens tokens, FirstToken firstToken) {
        this.tokens = tokens;
        this.firstToken = firstToken;
    }

    void opened(@Observes @Priority(StoreOpened.ACCESS) StoreOpened store) {
        tokens.provideFirst();
    }

    @Override
    public String name() {
        return "access tokens";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(3);
    }

    @Override
    public int rest() {
        return 10;
    }

    @Override
    public boolean vital() {
        return true;
    }

    @Override
    public void run(Instant now) {
        tokens.refresh();
        firstToken.forgetWhenUsed();
    }
}
