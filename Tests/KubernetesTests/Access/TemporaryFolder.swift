import LocalSystem
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A folder that is removed with the value, and what the tests put into it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/kubelb-ctl-tests-XXXXXX".utf8CString)
        // SAFETY: mkdtemp writes into the array's own zero-terminated text.
        let isMade = template.withUnsafeMutableBufferPointer { $0.baseAddress.map { mkdtemp($0) != nil } ?? false }
        try #require(isMade)
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        _ = try? Subprocess("rm", ["-rf", path]).runBlocking(until: .now + .seconds(10))
    }

    /// Writes a file, and the folders above it, by its path in the folder; gives its whole path.
    @discardableResult
    func write(_ name: String, _ text: String, mode: mode_t = 0o644) throws -> String {
        let file = "\(path)/\(name)"
        let parts = name.split(separator: "/").dropLast()
        for count in parts.indices { mkdir("\(path)/\(parts[...count].joined(separator: "/"))", 0o755) }
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC, mode)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        // SAFETY: the buffer is valid for the call, and its own length is given.
        let count = bytes.withUnsafeBytes { buffer in
            #if canImport(Glibc)
                Glibc.write(descriptor, buffer.baseAddress, buffer.count)
            #else
                Musl.write(descriptor, buffer.baseAddress, buffer.count)
            #endif
        }
        try #require(count == bytes.count)
        return file
    }
}
