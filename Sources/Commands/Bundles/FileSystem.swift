import LocalSystem

/// The calls on files that reading a bundle takes, with the errors of bundles.
enum FileSystem {
    /// A file of a bundle larger than this is refused.
    static let fileLimit = 1 << 28

    static func kind(of path: String, followsLinks: Bool = true) -> LocalSystem.FileSystem.Kind {
        LocalSystem.FileSystem.kind(of: path, followsLinks: followsLinks)
    }

    /// The names in a directory but for `.` and `..`, sorted.
    static func names(in directory: String) throws(BundleError) -> [String] {
        try mapped { () throws(LocalError) in try LocalSystem.FileSystem.names(in: directory) }
    }

    /// Opens a file, hands out its descriptor and closes it.
    static func withFile<Value>(
        _ path: String, _ body: (Int32) throws(BundleError) -> Value
    ) throws(BundleError) -> Value {
        let result = try mapped { () throws(LocalError) in
            try LocalSystem.FileSystem.withFile(path) { file in
                do throws(BundleError) {
                    return Result<Value, BundleError>.success(try body(file))
                } catch {
                    return .failure(error)
                }
            }
        }
        return try result.get()
    }

    /// The contents of a file of at most `limit` bytes.
    static func contents(of path: String, limit: Int = fileLimit) throws(BundleError) -> [UInt8] {
        try mapped { () throws(LocalError) in try LocalSystem.FileSystem.contents(of: path, limit: limit) }
    }

    /// Reads to the end of a descriptor.
    static func contents(of descriptor: Int32, name: String, limit: Int) throws(BundleError) -> [UInt8] {
        try mapped { () throws(LocalError) in
            try LocalSystem.FileSystem.contents(of: descriptor, name: name, limit: limit)
        }
    }

    /// Reads a file of at most `fileLimit` bytes part by part.
    static func parts(of path: String, take: ([UInt8]) -> Void) throws(BundleError) {
        try mapped { () throws(LocalError) in
            try LocalSystem.FileSystem.withFile(path) { file throws(LocalError) in
                try LocalSystem.FileSystem.parts(of: file, name: path, limit: fileLimit, take: take)
            }
        }
    }

    /// The last bytes of a file, at most `limit`.
    static func end(of path: String, limit: Int) throws(BundleError) -> [UInt8] {
        try mapped { () throws(LocalError) in try LocalSystem.FileSystem.end(of: path, limit: limit) }
    }

    /// The length of a file; 0 where it cannot be found out.
    static func length(of descriptor: Int32) -> Int { LocalSystem.FileSystem.length(of: descriptor) }

    /// Whether a file begins with some bytes; where the descriptor stands does not change.
    static func starts(_ descriptor: Int32, with bytes: [UInt8]) -> Bool {
        LocalSystem.FileSystem.starts(descriptor, with: bytes)
    }

    /// `256 MiB`, for limits.
    static func size(_ bytes: Int) -> String { LocalSystem.FileSystem.size(bytes) }

    private static func mapped<Value>(_ call: () throws(LocalError) -> Value) throws(BundleError) -> Value {
        do throws(LocalError) {
            return try call()
        } catch {
            throw BundleError(error.message)
        }
    }
}
