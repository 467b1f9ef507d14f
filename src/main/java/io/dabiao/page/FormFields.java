package io.dabiao.page;

import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.core.multipart.FormData;

/** The fields of the form that the request bears, for a page whose fields are not known before. */
public final class FormFields {

    private FormFields() {}

    /** By name, without files; empty where there is no form. The guard against forged requests has read it already, so a body parameter would find nothing. */
    public static MultivaluedMap<String, String> read() {
        MultivaluedMap<String, String> fields = new MultivaluedHashMap<>();
        FormData form = CurrentRequestManager.get().getFormData();
        if (form != null) {
            form.forEach(name -> form.get(name).stream()
                    .filter(value -> !value.isFileItem())
                    .forEach(value -> fields.add(name, value.getValue())));
        }
        return fields;
    }
}
