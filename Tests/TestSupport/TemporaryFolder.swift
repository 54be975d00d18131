import LocalSystem

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A folder that is removed with the value, and what the tests put into it.
package final class TemporaryFolder: Sendable {
    package let path: String

    private struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    package init() throws {
        var template = Array("/tmp/kubelb-ctl-tests-XXXXXX".utf8CString)
        // SAFETY: mkdtemp writes into the array's own zero-terminated text.
        let isMade = template.withUnsafeMutableBufferPointer { $0.baseAddress.map { mkdtemp($0) != nil } ?? false }
        guard isMade else { throw Failure(description: "no temporary folder") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        _ = try? Subprocess("rm", ["-rf", path]).runBlocking(until: .now + .seconds(10))
    }

    /// Writes a file, and the folders above it, by its path in the folder; gives its whole path.
    @discardableResult
    package func write(_ name: String, _ bytes: [UInt8], mode: mode_t = 0o644) throws -> String {
        let file = "\(path)/\(name)"
        let parts = name.split(separator: "/").dropLast()
        for count in parts.indices { mkdir("\(path)/\(parts[...count].joined(separator: "/"))", 0o755) }
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC, mode)
        guard descriptor >= 0 else { throw Failure(description: "cannot open \(file)") }
        defer { close(descriptor) }
        var rest = bytes[...]
        while !rest.isEmpty {
            // SAFETY: the buffer is valid for the call, and its own length is given.
            let count = rest.withUnsafeBytes { buffer in
                #if canImport(Glibc)
                    Glibc.write(descriptor, buffer.baseAddress, buffer.count)
                #else
                    Musl.write(descriptor, buffer.baseAddress, buffer.count)
                #endif
            }
            guard count > 0 else { throw Failure(description: "cannot write \(file)") }
            rest = rest.dropFirst(count)
        }
        return file
    }

    @discardableResult
    package func write(_ name: String, _ text: String, mode: mode_t = 0o644) throws -> String {
        try write(name, Array(text.utf8), mode: mode)
    }

    /// Runs a program of the system to its end; its failure fails the test.
    package static func run(_ words: String...) throws {
        let outcome = try Subprocess(words[0], Array(words.dropFirst())).runBlocking(until: .now + .seconds(60))
        guard outcome.ending == .exited(0) else { throw Failure(description: words.joined(separator: " ")) }
    }
}
