package io.dabiao.expose;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * The one way in which lists that grow are paged: by {@code limit}, and by {@code Link} with {@code rel="next"} wherever there may be more.
 * A route takes part by declaring {@code limit} and its cursor: {@code before}, whose value is the number of the last row of a full list, or
 * {@code after}, whose value the page itself tells as {@code next}. So one more list is paged without anything here.
 */
class NextPageLinks {

    private static final String API = "/api/v1/";
    private static final String LIMIT = "limit";
    private static final String BEFORE = "before";
    private static final String AFTER = "after";

    /** What a row's number is called, and what a page calls the next one's cursor. */
    private static final List<String> NUMBERS = List.of("id", "no");

    private static final List<String> NEXT = List.of("next");

    /** The query parameters of a method, with their defaults. */
    private final Map<Method, Map<String, String>> declared = new ConcurrentHashMap<>();

    private final Map<Class<?>, Optional<RecordComponent>> components = new ConcurrentHashMap<>();

    /** Before the entity becomes bytes. */
    @ServerResponseFilter(priority = Priorities.USER)
    void link(ContainerRequestContext request, ContainerResponseContext response, ResourceInfo resource) {
        UriInfo uri = request.getUriInfo();
        if (response.getStatus() != 200
                || !request.getMethod().equals("GET")
                || !uri.getPath().startsWith(API)
                || resource == null
                || resource.getResourceMethod() == null
                || response.getHeaders().containsKey(HttpHeaders.LINK)) {
            return;
        }
        Map<String, String> parameters =
                declared.computeIfAbsent(resource.getResourceMethod(), NextPageLinks::declaredBy);
        if (!parameters.containsKey(LIMIT)) {
            return;
        }
        Object entity = response.getEntity();
        Optional<Object> cursor = parameters.containsKey(BEFORE) && entity instanceof List<?> rows
                ? last(rows, limit(uri, parameters.get(LIMIT)))
                : parameters.containsKey(AFTER) ? told(entity) : Optional.empty();
        cursor.ifPresent(value -> {
            URI next = uri.getRequestUriBuilder()
                    .replaceQueryParam(parameters.containsKey(BEFORE) ? BEFORE : AFTER, value)
                    .build();
            response.getHeaders().add(HttpHeaders.LINK, "<" + next + ">; rel=\"next\"");
        });
    }

    private static int limit(UriInfo uri, String usual) {
        String asked = uri.getQueryParameters().getFirst(LIMIT);
        return Integer.parseInt(asked == null || asked.isEmpty() ? usual : asked);
    }

    /** The number of the last row, where the list is as long as it may be. */
    private Optional<Object> last(List<?> rows, int limit) {
        return rows.isEmpty() || rows.size() < limit ? Optional.empty() : value(rows.get(rows.size() - 1), NUMBERS);
    }

    private Optional<Object> told(Object page) {
        return page == null ? Optional.empty() : value(page, NEXT);
    }

    private Optional<Object> value(Object row, List<String> names) {
        return components
                .computeIfAbsent(row.getClass(), type -> component(type, names))
                .flatMap(component -> {
                    try {
                        return Optional.ofNullable(component.getAccessor().invoke(row));
                    } catch (ReflectiveOperationException closed) {
                        throw new IllegalStateException(row.getClass() + " cannot be paged", closed);
                    }
                })
                .flatMap(found -> found instanceof Optional<?> one ? one.map(Object.class::cast) : Optional.of(found));
    }

    private static Optional<RecordComponent> component(Class<?> type, List<String> names) {
        if (!type.isRecord()) {
            return Optional.empty();
        }
        Optional<RecordComponent> found = names.stream()
                .flatMap(name -> Arrays.stream(type.getRecordComponents())
                        .filter(one -> one.getName().equals(name))
                        // A rejected event has an id too, which is its sender's.
                        .filter(one -> names.equals(NEXT) || one.getType() == long.class || one.getType() == int.class))
                .findFirst();
        found.ifPresent(one -> one.getAccessor().setAccessible(true));
        return found;
    }

    private static Map<String, String> declaredBy(Method method) {
        Map<String, String> found = new TreeMap<>();
        for (Parameter parameter : method.getParameters()) {
            QueryParam named = parameter.getAnnotation(QueryParam.class);
            DefaultValue usual = parameter.getAnnotation(DefaultValue.class);
            if (named != null) {
                found.put(named.value(), usual == null ? "" : usual.value());
            }
        }
        return found;
    }
}
