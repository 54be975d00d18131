#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Writes the files of a bundle into a directory that does not exist yet.
package enum BundleWriter {
    package struct Failure: Error, Sendable, CustomStringConvertible {
        package let description: String
    }

    /// All or nothing: the files go into a directory beside the target, which is renamed at the end.
    package static func write(_ files: [String: [UInt8]], to directory: String) throws(Failure) {
        guard access(directory, F_OK) != 0 else { throw Failure(description: "\(directory) exists already") }
        let temporary = "\(directory).partial-\(getpid())"
        do throws(Failure) {
            for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
                let file = "\(temporary)/\(path)"
                try makeDirectories(above: file)
                try write(bytes, to: file)
            }
            guard rename(temporary, directory) == 0 else { throw failure("rename to \(directory)") }
        } catch {
            remove(files.keys, below: temporary)
            throw error
        }
    }

    private static func makeDirectories(above file: String) throws(Failure) {
        var path = ""
        for part in file.split(separator: "/", omittingEmptySubsequences: false).dropLast() {
            path += path.isEmpty && part.isEmpty ? "/" : (path.isEmpty || path == "/" ? "" : "/") + part
            guard !path.isEmpty, path != "/" else { continue }
            if mkdir(path, 0o755) != 0, errno != EEXIST { throw failure("create \(path)") }
        }
    }

    private static func write(_ bytes: [UInt8], to file: String) throws(Failure) {
        let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure("create \(file)") }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            // SAFETY: the buffer is valid for the call, and its own length is given.
            let written = rest.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress, buffer.count)
            }
            guard written > 0 else { throw failure("write \(file)") }
            rest = rest.dropFirst(written)
        }
    }

    /// Takes away what a failed write left, deepest directories first.
    private static func remove(_ paths: some Sequence<String>, below directory: String) {
        var directories: Set<String> = [directory]
        for path in paths {
            unlink("\(directory)/\(path)")
            var parent = path
            while let slash = parent.lastIndex(of: "/") {
                parent = String(parent[..<slash])
                directories.insert("\(directory)/\(parent)")
            }
        }
        for directory in directories.sorted(by: { $0.utf8.count > $1.utf8.count }) { rmdir(directory) }
    }

    private static func failure(_ action: String) -> Failure {
        // SAFETY: strerror's text is copied at once.
        let reason = String(cString: strerror(errno))
        return Failure(description: "cannot \(action): \(reason)")
    }
}
