package io.dabiao.postgres.embedded;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * As whom PostgreSQL's programs run. They refuse to run as root, so root needs a stand-in.
 *
 * @param prefix what goes before a command; it executes the command in place, so that the pid stays the same
 * @param uid who must own the server's files; absent where the files are this process's own anyway
 * @param gid the group that goes with it
 */
record Account(List<String> prefix, Optional<Integer> uid, int gid) {

    /** Tried in this order where root cannot have a user namespace. */
    private static final List<String> STAND_INS = List.of("postgres", "nobody");

    Account {
        prefix = List.copyOf(prefix);
    }

    /**
     * The account for this process: itself, or for root a user namespace, or for root without one another user.
     *
     * @throws IllegalStateException where root has no way to run the server
     */
    static Account current() throws IOException {
        if (!isRoot()) {
            return new Account(List.of(), Optional.empty(), 0);
        }
        Optional<Account> found = namespace().or(Account::standIn);
        return found.orElseThrow(() -> new IllegalStateException(
                "PostgreSQL does not run as root, and neither `unshare -U` nor `setpriv` as user postgres or nobody works"
                        + " here. Start as an ordinary user (with systemd: User=, in a container: USER or runAsUser),"
                        + " or with the address of an external PostgreSQL."));
    }

    /** A user namespace in which root is nobody: files stay root's, and no other user can reach the server's memory. */
    static Optional<Account> namespace() {
        Account account = new Account(List.of("unshare", "-U"), Optional.of(0), 0);
        return works(account.command(List.of("true"))) ? Optional.of(account) : Optional.empty();
    }

    /** Another user of this machine, to whom the server's files are given. The usual way in a container run as root. */
    static Optional<Account> standIn() {
        for (String name : STAND_INS) {
            Optional<Account> account = standIn(name).filter(candidate -> works(candidate.command(List.of("true"))));
            if (account.isPresent()) {
                return account;
            }
        }
        return Optional.empty();
    }

    static boolean isRoot() throws IOException {
        // The owner of /proc/self would do for most, but is root for a process that must not be dumped.
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("Uid:"))
                .anyMatch(line -> line.split("\\s+")[2].equals("0"));
    }

    List<String> command(List<String> command) {
        List<String> whole = new ArrayList<>(prefix);
        whole.addAll(command);
        return whole;
    }

    /**
     * The command in a session of its own, so that Ctrl-C in the terminal stops this process, which then stops the
     * server in order, and not both at once. Where {@code setsid} is missing it does without.
     */
    List<String> detached(List<String> command) {
        List<String> whole = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            whole.add("/usr/bin/setsid");
        }
        whole.addAll(command(command));
        return whole;
    }

    /** Gives a tree to the account. The top goes last, so that an interrupted change is taken up again by the next call. */
    void own(Path tree) throws IOException {
        if (uid.isPresent() && !Files.getAttribute(tree, "unix:uid").equals(uid.get())) {
            Files.walkFileTree(tree, new Handover(uid.get(), gid));
        }
    }

    /**
     * Checks that the account can reach a folder of its own.
     *
     * @throws IllegalStateException where a folder above is closed to it
     */
    void demandAccess(Path folder) throws IOException {
        if (uid.isPresent() && uid.get() != 0) {
            letPass(folder.getParent());
        }
        if (!prefix.isEmpty() && !works(command(List.of("test", "-w", folder.toString())))) {
            throw new IllegalStateException("PostgreSQL would run as " + this + ", which cannot reach " + folder + " ("
                    + PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.getParent())) + " on "
                    + folder.getParent() + "). Allow it to pass through every folder above (chmod o+x),"
                    + " choose a data directory elsewhere, or start as an ordinary user.");
        }
    }

    @Override
    public String toString() {
        return uid.filter(id -> id != 0)
                .map(id -> "user " + id + " (" + String.join(" ", prefix) + ")")
                .orElseGet(() -> prefix.isEmpty() ? "this user" : "root without privileges (unshare -U)");
    }

    /** Passing through the data directory is not reading it. The folders above are not ours to change. */
    private static void letPass(Path directory) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(directory);
        if (permissions.add(PosixFilePermission.OTHERS_EXECUTE)) {
            Files.setPosixFilePermissions(directory, permissions);
        }
    }

    private static Optional<Account> standIn(String name) {
        try {
            return Files.readAllLines(Path.of("/etc/passwd")).stream()
                    .map(line -> line.split(":"))
                    .filter(fields -> fields.length > 3 && fields[0].equals(name))
                    .map(fields -> new Account(
                            List.of("setpriv", "--reuid=" + fields[2], "--regid=" + fields[3], "--clear-groups"),
                            Optional.of(Integer.valueOf(fields[2])),
                            Integer.parseInt(fields[3])))
                    .findFirst();
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static boolean works(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static final class Handover extends SimpleFileVisitor<Path> {
        private final int uid;
        private final int gid;

        Handover(int uid, int gid) {
            this.uid = uid;
            this.gid = gid;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            give(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
            if (failure != null) {
                throw failure;
            }
            give(folder);
            return FileVisitResult.CONTINUE;
        }

        private void give(Path path) throws IOException {
            Files.setAttribute(path, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        }
    }
}
