package io.dabiao.ingest;

import io.dabiao.access.Sender;
import io.dabiao.declare.EffectiveDeclaration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Events call a project by its declared name or a former one, permissions by its id. */
public final class Naming {

    private Naming() {}

    /** A programme owner who may report under the names of his projects, too; the one who has no limit stays as he is. */
    public static Sender of(Sender sender, Collection<EffectiveDeclaration> standings) {
        if (sender.projects().isEmpty()) {
            return sender;
        }
        Set<String> own = sender.projects().get();
        Set<String> ids = standings.stream()
                .map(effectiveDeclaration -> effectiveDeclaration.declaration().project())
                .collect(Collectors.toSet());
        Set<String> named = new HashSet<>(own);
        for (EffectiveDeclaration effectiveDeclaration : standings) {
            if (own.contains(effectiveDeclaration.declaration().project())) {
                named.add(effectiveDeclaration.declaration().name());
                named.addAll(effectiveDeclaration.declaration().formerNames());
            }
        }
        // A name that is another project's id means that one.
        named.removeIf(name -> ids.contains(name) && !own.contains(name));
        return new Sender(sender.name(), sender.sources(), sender.types(), sender.reports(), Optional.of(named));
    }
}
