#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The few calls of POSIX that reading a bundle needs.
enum FileSystem {
    /// A file of a bundle larger than this is refused.
    static let fileLimit = 1 << 28

    enum Kind {
        case file
        case directory
        case link
        case other
        case missing
    }

    static func kind(of path: String, followsLinks: Bool = true) -> Kind {
        var status = stat()
        let result = followsLinks ? stat(path, &status) : lstat(path, &status)
        guard result == 0 else { return .missing }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .directory
        case S_IFLNK: return .link
        default: return .other
        }
    }

    /// The names in a directory but for `.` and `..`, sorted.
    static func names(in directory: String) throws(BundleError) -> [String] {
        guard let stream = opendir(directory) else { throw BundleError("cannot open \(directory): \(lastError)") }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            // SAFETY: d_name is zero-terminated within the entry, and the entry is valid until the next readdir.
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    static func contents(of path: String) throws(BundleError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw BundleError("cannot open \(path): \(lastError)") }
        defer { close(descriptor) }
        do {
            return try contents(of: descriptor, limit: fileLimit)
        } catch {
            throw BundleError("cannot read \(path): \(error.message)")
        }
    }

    /// Reads to the end of a descriptor, at most `limit` bytes.
    static func contents(of descriptor: Int32, limit: Int) throws(BundleError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            // SAFETY: the buffer is valid for the call, and its own length is given.
            let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw BundleError(lastError)
            }
            if count == 0 { return bytes }
            guard bytes.count + count <= limit else { throw BundleError("larger than \(limit >> 20) MiB") }
            bytes += chunk[..<count]
        }
    }

    static var lastError: String {
        // SAFETY: strerror's text is copied at once.
        String(cString: strerror(errno))
    }
}
