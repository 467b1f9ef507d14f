package io.dabiao.cli;

import io.dabiao.yaml.Fault;
import io.dabiao.yaml.FileText;
import io.dabiao.yaml.ResourceFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** The declaration files that a command was given, one by one or by their folders. */
final class DeclarationFiles {

    private DeclarationFiles() {}

    /** @throws CommandLine.ParameterException where one is not there, or is no declaration */
    static List<FileText> read(List<Path> files, CommandLine command) {
        List<FileText> texts = new ArrayList<>();
        for (Path file : files) {
            if (!Files.exists(file)) {
                throw new CommandLine.ParameterException(command, "there is no file " + file);
            }
            List<FileText> found = ResourceFolder.folder(file);
            if (found.isEmpty()) {
                throw new CommandLine.ParameterException(
                        command,
                        Files.isDirectory(file)
                                ? "no .yaml file is in " + file
                                : file + " is no declaration: its name must end in .yaml or .yml");
            }
            found.stream()
                    .map(text -> Files.isDirectory(file) ? below(file, text) : text)
                    .forEach(texts::add);
        }
        return texts;
    }

    /** Named by the path that the caller can open. */
    private static FileText below(Path folder, FileText text) {
        String name = folder.resolve(text.file()).toString();
        return new FileText(
                name,
                text.text(),
                text.unreadable()
                        .map(fault -> new Fault(
                                name, fault.line(), fault.column(), fault.found(), fault.expected(), fault.mend())));
    }
}
