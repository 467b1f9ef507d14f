package io.dabiao.expose;

import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.yaml.Nearest;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses query parameters that a route of the API does not declare, that are given twice, and booleans that are neither
 * {@code true} nor {@code false}. A mistyped {@code dryRun} would else write for real, and a mistyped filter answer with everything.
 *
 * <p>What a route takes is read from its method, so that a list of names cannot fall behind. A parameter that a method reads by
 * itself, without declaring it, is refused as well.
 */
class QueryParameters {

    private static final String API = "/api/";

    private final Map<Method, SortedMap<String, Class<?>>> declared = new ConcurrentHashMap<>();

    @ServerRequestFilter(priority = Priorities.USER)
    void check(ContainerRequestContext request, ResourceInfo resource) {
        if (!request.getUriInfo().getPath().startsWith(API)) {
            return;
        }
        SortedMap<String, Class<?>> known =
                declared.computeIfAbsent(resource.getResourceMethod(), QueryParameters::declaredBy);
        List<String> faults = new ArrayList<>();
        request.getUriInfo().getQueryParameters().forEach((name, values) -> fault(name, values, known, faults));
        if (!faults.isEmpty()) {
            throw new Problem(ErrorCode.NO_SUCH_PARAMETER, String.join("; ", faults));
        }
    }

    private static void fault(
            String name, List<String> values, SortedMap<String, Class<?>> known, List<String> faults) {
        Class<?> type = known.get(name);
        if (type == null) {
            faults.add("unknown parameter '" + shown(name) + "': "
                    + Nearest.mend(
                            name,
                            known.keySet(),
                            known.isEmpty()
                                    ? "this route takes none"
                                    : "this route takes " + String.join(", ", known.keySet())));
        } else if (values.size() > 1 && !Collection.class.isAssignableFrom(type)) {
            faults.add("'" + name + "' is given " + values.size() + " times");
        } else if ((type == boolean.class || type == Boolean.class) && !isBoolean(values.get(0))) {
            faults.add("'" + name + "' must be true or false, not '" + shown(values.get(0)) + "'");
        }
    }

    private static boolean isBoolean(String value) {
        return value.equals("true") || value.equals("false");
    }

    /** A stranger's word, cut: it may be as long as an address. */
    private static String shown(String word) {
        int most = 100;
        return word.length() <= most ? word : word.substring(0, most) + "…";
    }

    private static SortedMap<String, Class<?>> declaredBy(Method method) {
        SortedMap<String, Class<?>> found = new TreeMap<>();
        for (Parameter parameter : method.getParameters()) {
            add(found, parameter, parameter.getType());
            if (parameter.isAnnotationPresent(BeanParam.class)) {
                for (Class<?> type = parameter.getType(); type != Object.class; type = type.getSuperclass()) {
                    for (Field field : type.getDeclaredFields()) {
                        add(found, field, field.getType());
                    }
                }
            }
        }
        return found;
    }

    private static void add(SortedMap<String, Class<?>> found, AnnotatedElement from, Class<?> type) {
        QueryParam named = from.getAnnotation(QueryParam.class);
        if (named != null) {
            found.put(named.value(), type);
        }
    }
}
