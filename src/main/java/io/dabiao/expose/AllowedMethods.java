package io.dabiao.expose;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The methods that a path takes, for those who tried another: RFC 9110 wants them named beside a 405, and the framework does not. Found
 * from the resources themselves when somebody first needs them. Safe for use by several threads.
 */
@ApplicationScoped
class AllowedMethods {

    private record Route(Pattern path, String method) {}

    private final BeanManager beans;
    private volatile List<Route> routes;

    AllowedMethods(BeanManager beans) {
        this.beans = beans;
    }

    /**
     * In the order of the alphabet; empty where the path is nowhere.
     *
     * @param path with the slash before it
     */
    Set<String> of(String path) {
        Set<String> methods = new TreeSet<>();
        for (Route route : routes()) {
            if (route.path().matcher(path).matches()) {
                methods.add(route.method());
            }
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        if (!methods.isEmpty()) {
            methods.add("OPTIONS");
        }
        return methods;
    }

    private List<Route> routes() {
        if (routes == null) {
            List<Route> found = new ArrayList<>();
            for (Bean<?> bean : beans.getBeans(Object.class, Any.Literal.INSTANCE)) {
                Class<?> resource = bean.getBeanClass();
                if (resource.isAnnotationPresent(Path.class)) {
                    add(resource, found);
                }
            }
            routes = List.copyOf(found);
        }
        return routes;
    }

    private static void add(Class<?> resource, List<Route> found) {
        String root = resource.getAnnotation(Path.class).value();
        for (Method method : resource.getDeclaredMethods()) {
            for (Annotation annotation : method.getAnnotations()) {
                HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
                if (verb != null) {
                    Path below = method.getAnnotation(Path.class);
                    found.add(new Route(pattern(root + (below == null ? "" : "/" + below.value())), verb.value()));
                }
            }
        }
    }

    /** A template as an expression: a part in braces stands for a part of a path, or for what its own expression says. */
    static Pattern pattern(String template) {
        StringBuilder expression = new StringBuilder();
        String path = ("/" + template).replaceAll("/+", "/");
        int at = 0;
        while (at < path.length()) {
            char c = path.charAt(at);
            if (c != '{') {
                expression.append(Pattern.quote(String.valueOf(c)));
                at++;
                continue;
            }
            int depth = 0;
            int end = at;
            do {
                depth += path.charAt(end) == '{' ? 1 : path.charAt(end) == '}' ? -1 : 0;
                end++;
            } while (depth > 0);
            String part = path.substring(at + 1, end - 1);
            int colon = part.indexOf(':');
            expression.append(
                    colon < 0 ? "[^/]+" : "(?:" + part.substring(colon + 1).strip() + ")");
            at = end;
        }
        return Pattern.compile(expression + "/?");
    }
}
