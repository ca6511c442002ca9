package io.github.mtasts.tool.postfix;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;

/** Prepares the place of a UNIX socket, and gives the socket its group and permissions. Stateless. */
final class SocketFiles {
    private SocketFiles() {}

    /**
     * Removes a socket that a process has left behind.
     *
     * @throws IOException when the path is in use, or is no socket; the message says what to do
     */
    static void makeRoom(Settings.SocketFile file) throws IOException {
        Path path = file.path();
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new IOException("the folder of the socket " + path + " does not exist: make it, or set another path");
        }
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther()) {
            throw new IOException(path + " is there and is no socket: remove it, or set another path");
        }
        if (isAnswered(path)) {
            throw new IOException("another process answers at " + path + ": stop it, or set another path");
        }
        Files.delete(path);
    }

    private static boolean isAnswered(Path path) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(path));
        } catch (BindException e) { // permission denied
            throw new IOException(path + " is there and may not be used: remove it, or set another path", e);
        } catch (ConnectException e) {
            return false; // refused: nobody has it open
        } catch (SocketException e) {
            return true; // of the wrong type: another process receives datagrams there
        }
    }

    /**
     * Sets group and permissions, in this order: nobody but the group of the settings is ever let in.
     *
     * @throws IOException when that is not possible; the message says what to do
     */
    static void protect(Settings.SocketFile file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(file.path(), PosixFileAttributeView.class);
        if (view == null) {
            return; // no permissions in this file system
        }
        if (file.group().isPresent()) {
            view.setGroup(group(file.path(), file.group().get()));
        }
        view.setPermissions(PosixFilePermissions.fromString(file.mode()));
    }

    private static GroupPrincipal group(Path path, String name) throws IOException {
        try {
            return path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(name);
        } catch (UserPrincipalNotFoundException e) {
            throw new IOException(
                    "there is no group " + name + " for the socket " + path + ": make it, or set another", e);
        }
    }
}
