package io.github.mtasts.lab.command;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts the name of a file that the command writes at its end, and checks at the start that it can be written. */
final class OutputFile implements ITypeConverter<Path> {
    @Override
    public Path convert(String name) {
        Path file = path(name).toAbsolutePath();
        Path folder = file.getParent();
        if (Files.isDirectory(file) || folder == null) {
            throw new TypeConversionException(name + " is a folder");
        }
        if (!Files.isDirectory(folder)) {
            throw new TypeConversionException("there is no folder " + folder);
        }
        if (!Files.isWritable(Files.exists(file) ? file : folder)) {
            throw new TypeConversionException(name + " cannot be written");
        }
        return file;
    }

    private static Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new TypeConversionException(name + " is not a file name: " + e.getReason());
        }
    }
}
