#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file that is open but unlinked: it disappears when it is closed, however the process ends.
package final class OpenFile: Sendable {
    /// Stands at the start. It is valid as long as this is.
    package let descriptor: Int32

    /// Makes a file for a moment at a path where nothing is.
    package init(holding bytes: [UInt8], at path: String) throws(LocalError) {
        PartialFiles.shared.add(path)
        defer { PartialFiles.shared.remove(path) }
        descriptor = PartialFiles.shared.create { open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) }
        guard descriptor >= 0 else { throw LocalError("cannot create \(path): \(SystemError.last)") }
        unlink(path)
        try FileSystem.write(bytes, to: descriptor, name: path)
        guard lseek(descriptor, 0, SEEK_SET) == 0 else {
            throw LocalError("cannot read \(path): \(SystemError.last)")
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }
}
