package io.dabiao;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * What guards main though it takes too long for {@code mvn verify}, which is to end within ten minutes: {@code .ci/run} runs it, and
 * {@code mvn verify -Plong} with the long tests. A long test of a class that is marked so stays a long one.
 */
@Tag("guard")
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface Guard {}
