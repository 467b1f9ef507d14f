package io.dabiao.alert;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.dabiao.core.text.Words;
import java.lang.reflect.Field;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The rules of alerts, as they are found among the classes: no list names them. */
public final class RuleClasses {

    private static final List<JavaClass> ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.dabiao.alert").stream()
                    .filter(one -> one.isAssignableTo(AlertRule.class) && !one.isInterface())
                    .filter(one -> !one.getModifiers().contains(JavaModifier.ABSTRACT))
                    // What the container makes of a bean is no rule of its own.
                    .filter(one -> !one.getSimpleName().contains("_"))
                    .sorted(Comparator.comparing(JavaClass::getSimpleName))
                    .toList();

    private RuleClasses() {}

    static List<JavaClass> all() {
        return ALL;
    }

    static AlertKind kind(JavaClass rule) {
        try {
            Field field = Class.forName(rule.getName()).getDeclaredField("KIND");
            field.setAccessible(true);
            return (AlertKind) field.get(null);
        } catch (ReflectiveOperationException missing) {
            throw new AssertionError(rule.getName() + " has no KIND of its own", missing);
        }
    }

    public static Set<String> words() {
        return ALL.stream().map(rule -> kind(rule).word()).collect(Collectors.toCollection(TreeSet::new));
    }

    /** What people call the alerts of a rule. */
    public static Words called(String word) {
        return ALL.stream()
                .map(RuleClasses::kind)
                .filter(kind -> kind.word().equals(word))
                .map(AlertKind::words)
                .findFirst()
                .orElseThrow();
    }
}
