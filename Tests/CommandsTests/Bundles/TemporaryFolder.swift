import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// A folder that is removed with the value, and what the tests put into it.
final class TemporaryFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/kubelb-ctl-tests-XXXXXX".utf8CString)
        // SAFETY: mkdtemp writes into the array's own zero-terminated text.
        let isMade = template.withUnsafeMutableBufferPointer { $0.baseAddress.map { mkdtemp($0) != nil } ?? false }
        try #require(isMade)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        _ = try? Self.run("rm", "-rf", path)
    }

    /// Writes a file, and the folders above it, by its path in the folder; gives its whole path.
    @discardableResult
    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let file = "\(path)/\(name)"
        let parts = name.split(separator: "/").dropLast()
        for count in parts.indices { mkdir("\(path)/\(parts[...count].joined(separator: "/"))", 0o755) }
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            // SAFETY: the buffer is valid for the call, and its own length is given.
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            try #require(count > 0)
            rest = rest.dropFirst(count)
        }
        return file
    }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

    /// Runs a program of the system to its end; its failure fails the test.
    static func run(_ words: String...) throws {
        // SAFETY: the words live until posix_spawnp has copied them; the list ends in nil.
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { arguments.forEach { free($0) } }
        var child: pid_t = 0
        try #require(posix_spawnp(&child, words[0], nil, nil, &arguments, environ) == 0)
        var status: Int32 = 0
        waitpid(child, &status, 0)
        try #require(status == 0, "\(words.joined(separator: " "))")
    }
}
