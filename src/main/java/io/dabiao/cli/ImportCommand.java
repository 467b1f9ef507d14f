package io.dabiao.cli;

import io.dabiao.budget.Allowance;
import io.dabiao.budget.Exceeded;
import io.dabiao.budget.Work;
import io.dabiao.budget.WorkBudget;
import io.dabiao.forms.Draft;
import io.dabiao.forms.Form;
import io.dabiao.forms.FormReader;
import io.dabiao.forms.FormSource;
import io.dabiao.forms.ReachedValues;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Drafts declarations from the official form. Needs no service. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Reads declaration forms (text, DOCX, XLSX, PDF with a text layer) and drafts their YAML.",
            "What is uncertain stands in the draft as a doubt; a declaration with doubts is refused until they are settled."
        },
        footer = {"", "Example: dabiao import 2026年绩效目标申报表.docx --out declarations"})
final class ImportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1", paramLabel = "FILE", description = "The form.")
    private Path file;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Write one file a project there, never over an existing one. Without it they are printed.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new CommandLine.ParameterException(spec.commandLine(), "there is no file " + file);
        }
        FormSource source = FormSource.ofFile(file.getFileName().toString())
                .orElseThrow(() -> new CommandLine.ParameterException(
                        spec.commandLine(),
                        "forms end in "
                                + String.join(
                                        ", ",
                                        FormSource.all()
                                                .flatMap(one -> one.endings().stream())
                                                .toList())
                                + ", not as " + file.getFileName()));
        List<Form> forms;
        try {
            Allowance allowance = WorkBudget.ofThisProcess().allowance(Work.FORM);
            forms = FormReader.read(FormSource.read(Files.readAllBytes(file), source, allowance), allowance);
        } catch (FormSource.Unreadable | Exceeded unreadable) {
            throw new CommandFailure(file + ": " + unreadable.getMessage());
        }
        if (forms.isEmpty()) {
            throw new CommandFailure(file + " holds no declaration form that could be recognised");
        }
        int number = 0;
        for (Form form : forms) {
            told(form, written(Draft.yaml(form, "project-" + ++number), number));
            reached(form, number);
        }
        return CommandLine.ExitCode.OK;
    }

    /** What a self-assessment says was reached, as events to be sent once the declaration is in force. */
    private void reached(Form form, int number) throws IOException {
        ReachedValues reached = ReachedValues.of(form);
        PrintWriter err = spec.commandLine().getErr();
        reached.left().forEach(one -> err.println("    ! " + one));
        if (out == null || reached.taken().isEmpty() || form.year().isEmpty()) {
            return;
        }
        Path target = out.resolve("project-" + number + ".reached.ndjson");
        if (Files.exists(target)) {
            throw new CommandFailure(target + " exists already: nothing was written over it");
        }
        LocalDate day = form.to().orElse(LocalDate.of(form.year().get(), 12, 31));
        Files.write(target, reached.events(form.name(), day));
        err.println("    " + reached.taken().size() + " values that were reached -> " + target
                + " (dabiao send, once the declaration is in force)");
    }

    private String written(String yaml, int number) throws IOException {
        if (out == null) {
            PrintWriter printed = spec.commandLine().getOut();
            printed.println(number > 1 ? "---" : "# " + file.getFileName());
            printed.print(yaml);
            printed.flush();
            return "printed";
        }
        Files.createDirectories(out);
        Path target = out.resolve("project-" + number + ".yaml");
        if (Files.exists(target)) {
            throw new CommandFailure(target + " exists already: nothing was written over it");
        }
        Files.writeString(target, yaml);
        return target.toString();
    }

    private void told(Form form, String where) {
        PrintWriter err = spec.commandLine().getErr();
        long doubtful = form.indicators().stream()
                .filter(formRow -> !formRow.doubts().isEmpty())
                .count();
        err.println(form.name() + ": " + form.indicators().size() + " indicators, " + doubtful + " with doubts, "
                + form.unread().size() + " unread; "
                + form.budget()
                        .total()
                        .map(yuan -> yuan.toPlainString() + " yuan")
                        .orElse("no budget") + " -> " + where);
        form.doubts().forEach(doubt -> err.println("    ? " + doubt));
        form.indicators()
                .forEach(formRow -> formRow.doubts()
                        .forEach(doubt ->
                                err.println("    ? " + formRow.place() + " " + formRow.name() + ": " + doubt)));
        form.unread().forEach(one -> err.println("    ! " + one.place() + " " + one.text() + ": " + one.reason()));
        form.narrative()
                .forEach(one -> err.println("    ~ "
                        + (one.conflict() ? "differs from the table" : "only in the narrative") + ": " + one.text()
                        + one.indicator().map(name -> " (" + name + ")").orElse("")));
    }
}
