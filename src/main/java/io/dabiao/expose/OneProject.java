package io.dabiao.expose;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A route that answers of one project alone where the query parameter {@code project} names one. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface OneProject {}
