package io.dabiao.access;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A way into the service, as a resource or page declares it.
 *
 * @param verb of HTTP
 * @param path with its parameters in braces, without their patterns
 * @param handler the method that answers
 */
public record Route(String verb, String path, Method handler) {

    /** Every route of every resource and page, by path and verb; several methods for several media types are several routes. */
    public static List<Route> all() {
        List<Route> found = new ArrayList<>();
        java.nio.file.Path classes = java.nio.file.Path.of("target", "classes");
        try (Stream<java.nio.file.Path> files = Files.walk(classes.resolve("io"))) {
            files.filter(file -> file.toString().endsWith(".class"))
                    .filter(Route::mentionsPaths)
                    .map(file -> classes.relativize(file).toString())
                    .map(file -> load(
                            file.substring(0, file.length() - ".class".length()).replace(File.separatorChar, '.')))
                    .filter(one -> one.isAnnotationPresent(Path.class))
                    .forEach(one -> add(one, found));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        found.sort(Comparator.comparing((Route route) -> route.path())
                .thenComparing(route -> route.verb())
                .thenComparing(one -> one.handler().getName()));
        return found;
    }

    /** Those under {@code /api/v1}. */
    public static List<Route> ofTheApi() {
        return all().stream().filter(one -> one.path().startsWith("/api/")).toList();
    }

    /** A media type that it takes, where it says so. */
    public Optional<String> consumes() {
        Consumes own = handler.getAnnotation(Consumes.class);
        Consumes any = own == null ? handler.getDeclaringClass().getAnnotation(Consumes.class) : own;
        return Optional.ofNullable(any)
                .map(types -> types.value()[0])
                .map(type -> type.equals("*/*") ? "application/octet-stream" : type);
    }

    /** The class of its body, where that is a JSON object of the API's own making. */
    public Optional<Class<?>> ownBody() {
        return Arrays.stream(handler.getParameters())
                .filter(parameter -> parameter.getAnnotations().length == 0)
                .<Class<?>>map(Parameter::getType)
                .filter(Class::isRecord)
                .findFirst();
    }

    /** A path with values instead of parameters: what is declared for 2024, and else what does not exist. */
    public String filled() {
        String path = path().replaceAll("(load-checks/runs|checks/runs)/\\{id}", "$1/{run}");
        return Pattern.compile("\\{(\\w+)}").matcher(path).replaceAll(name -> valueOf(name.group(1)));
    }

    /** What is declared for 2024; of anything else something that does not exist. */
    public static String valueOf(String parameter) {
        return switch (parameter) {
            case "year" -> "2024";
            case "project" -> "publicity";
            case "indicator" -> "media-reads";
            case "kind" -> "monitoring";
            case "month" -> "1999-01";
            case "sha256" -> "0".repeat(64);
            case "run" -> "00000000-0000-0000-0000-000000000000";
            case "id", "no", "version", "number", "change" -> "999999999";
            default -> "nothing";
        };
    }

    /** Other classes are not even loaded. */
    private static boolean mentionsPaths(java.nio.file.Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains("Ljakarta/ws/rs/Path;");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static void add(Class<?> resource, List<Route> found) {
        for (Method method : resource.getDeclaredMethods()) {
            verb(method)
                    .ifPresent(verb -> found.add(new Route(
                            verb,
                            path(
                                    resource.getAnnotation(Path.class).value(),
                                    method.isAnnotationPresent(Path.class)
                                            ? method.getAnnotation(Path.class).value()
                                            : ""),
                            method)));
        }
    }

    private static Optional<String> verb(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(Annotation::annotationType)
                .filter(type -> type.isAnnotationPresent(HttpMethod.class))
                .map(type -> type.getAnnotation(HttpMethod.class).value())
                .findFirst();
    }

    private static String path(String one, String more) {
        return ("/" + one + "/" + more)
                .replaceAll("\\{\\s*(\\w+)\\s*:[^{}]*(\\{[^{}]*}[^{}]*)*}", "{$1}")
                .replaceAll("/+", "/")
                .replaceAll("(.)/$", "$1");
    }
}
