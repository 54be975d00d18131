#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// What is written is for the user alone: files get mode 0600, directories 0700.
extension FileSystem {
    /// Makes a directory that must not exist yet.
    package static func makeDirectory(_ path: String) throws(LocalError) {
        guard PartialFiles.shared.create({ mkdir(path, 0o700) }) == 0 else {
            throw LocalError("cannot create \(path): \(SystemError.last)")
        }
    }

    /// Makes a file that must not exist yet, hands out its descriptor for reading and writing, and closes it.
    package static func withNewFile<Value>(
        _ path: String, _ body: (Int32) throws(LocalError) -> Value
    ) throws(LocalError) -> Value {
        let descriptor = PartialFiles.shared.create { open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) }
        guard descriptor >= 0 else { throw LocalError("cannot create \(path): \(SystemError.last)") }
        let value: Value
        do throws(LocalError) {
            value = try body(descriptor)
        } catch {
            close(descriptor)
            throw error
        }
        // Only now some file systems say that there was no room.
        guard close(descriptor) == 0 else { throw LocalError("cannot write \(path): \(SystemError.last)") }
        return value
    }

    /// Writes all bytes to a descriptor, whose errors call it `name`.
    package static func write(_ bytes: [UInt8], to descriptor: Int32, name: String) throws(LocalError) {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { systemWrite(descriptor, $0) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw LocalError("cannot write \(name): \(SystemError.last)") }
            written += count
        }
    }

    /// Gives a file or directory its final name, which must not be taken.
    package static func rename(_ path: String, toNew target: String) throws(LocalError) {
        if kind(of: path, followsLinks: false) == .file {
            // A new link never takes the place of a file that somebody made meanwhile; not all file systems have links.
            if link(path, target) == 0 {
                unlink(path)
                return
            }
            if errno == EEXIST { throw LocalError("\(target) already exists") }
        }
        guard kind(of: target, followsLinks: false) == .missing else { throw LocalError("\(target) already exists") }
        // Of a directory that a signal removes, no part gets the final name.
        let result = PartialFiles.shared.create { systemRename(path, target) }
        guard result == 0 else { throw LocalError("cannot rename \(path) to \(target): \(SystemError.last)") }
    }

    /// Replaces a file atomically: a reader sees the old one or the new one.
    package static func replace(_ path: String, with bytes: [UInt8]) throws(LocalError) {
        let temporary = "\(path).\(UInt64.random(in: .min ... .max)).tmp"
        PartialFiles.shared.add(temporary)
        defer { PartialFiles.shared.remove(temporary) }
        do throws(LocalError) {
            try withNewFile(temporary) { descriptor throws(LocalError) in
                try write(bytes, to: descriptor, name: temporary)
            }
            guard systemRename(temporary, path) == 0 else {
                throw LocalError("cannot write \(path): \(SystemError.last)")
            }
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Takes away a file, or a directory with all that is in it, as far as the system lets us. Links are not followed.
    package static func remove(_ path: String) {
        guard kind(of: path, followsLinks: false) == .directory else {
            unlink(path)
            return
        }
        for name in (try? names(in: path)) ?? [] { remove("\(path)/\(name)") }
        rmdir(path)
    }

    /// Whether something can be made in a directory.
    package static func isWritable(_ directory: String) -> Bool { access(directory, W_OK | X_OK) == 0 }
}
