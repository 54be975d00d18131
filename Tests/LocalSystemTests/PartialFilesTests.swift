import Testing

@testable import LocalSystem

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What a signal leaves of a file or directory that is being made.
@Suite(.serialized) struct PartialFilesTests {
    private static func folder() throws -> String {
        let folder = "/tmp/kubelb-ctl-tests-\(UInt64.random(in: .min ... .max))"
        try FileSystem.makeDirectory(folder)
        return folder
    }

    /// Of the handler; 0 is SIG_DFL, 1 SIG_IGN.
    private static func handler(of number: Int32) -> Int {
        var action = sigaction()
        sigaction(number, nil, &action)
        return withUnsafeBytes(of: action) { $0.loadUnaligned(as: Int.self) }
    }

    @Test(.timeLimit(.minutes(15))) func nothingIsLeftAfterASignal() async throws {
        let folder = try Self.folder()
        defer { FileSystem.remove(folder) }
        let (ends, continuation) = AsyncStream<Int32>.makeStream()
        let partial = PartialFiles([SIGUSR1]) { continuation.yield($0) }
        for name in ["one", "two", "finished"] {
            partial.add("\(folder)/\(name)")
            try FileSystem.makeDirectory("\(folder)/\(name)")
            try FileSystem.withNewFile("\(folder)/\(name)/part") { _ in }
        }
        partial.remove("\(folder)/finished")
        kill(getpid(), SIGUSR1)
        for await number in ends {
            #expect(number == SIGUSR1)
            break
        }
        #expect(try FileSystem.names(in: folder) == ["finished"])
        signal(SIGUSR1, SIG_DFL)
    }

    /// The signal waits for the file, which is then removed with its directory.
    @Test(.timeLimit(.minutes(15))) func aFileThatASignalComesAcrossIsRemovedAsWell() async throws {
        for _ in 0..<50 {
            let folder = try Self.folder()
            defer { FileSystem.remove(folder) }
            let (ends, continuation) = AsyncStream<Int32>.makeStream()
            let partial = PartialFiles([SIGUSR1]) { continuation.yield($0) }
            partial.add("\(folder)/part")
            try FileSystem.makeDirectory("\(folder)/part")
            let descriptor = partial.create {
                kill(getpid(), SIGUSR1)
                // Long enough for a removal that does not wait.
                for number in 0..<20 { mkdir("\(folder)/part/\(number)", 0o700) }
                return open("\(folder)/part/file", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            }
            #expect(descriptor >= 0)
            close(descriptor)
            for await _ in ends { break }
            #expect(try FileSystem.names(in: folder) == [])
            signal(SIGUSR1, SIG_DFL)
        }
    }

    @Test func whatSomebodyElseHandlesOrIgnoresStays() {
        signal(SIGUSR2, SIG_IGN)
        let partial = PartialFiles([SIGUSR2]) { _ in }
        partial.add("/nowhere/x")
        #expect(Self.handler(of: SIGUSR2) == 1)
        partial.remove("/nowhere/x")
        #expect(Self.handler(of: SIGUSR2) == 1)
        signal(SIGUSR2, SIG_DFL)
    }

    @Test func signalsAreLeftAloneWhenNothingIsUnfinished() {
        let partial = PartialFiles([SIGUSR2]) { _ in }
        partial.add("/nowhere/x")
        partial.add("/nowhere/y")
        partial.remove("/nowhere/x")
        #expect(Self.handler(of: SIGUSR2) > 1)
        partial.remove("/nowhere/y")
        #expect(Self.handler(of: SIGUSR2) == 0)
    }

    /// All that is written whole tells of itself.
    @Test func aTargetIsRegisteredWhileItGrows() async throws {
        let folder = try Self.folder()
        defer { FileSystem.remove(folder) }
        let before = Self.handler(of: SIGHUP)
        try await NewTarget(folder + "/new").make(
            { path throws(LocalError) in
                try FileSystem.makeDirectory(path)
                #expect(before != 0 || Self.handler(of: SIGHUP) > 1)
            }, failure: { $0 })
        #expect(try FileSystem.names(in: folder) == ["new"])
    }

    @Test func aLinkInTheWayIsNotFollowed() throws {
        let folder = "/tmp/kubelb-ctl-tests-\(UInt64.random(in: .min ... .max))"
        try FileSystem.makeDirectory(folder)
        defer { FileSystem.remove(folder) }
        #expect(symlink(folder + "/victim", folder + "/.kubelb-partial-1") == 0)
        #expect(throws: LocalError.self) { try FileSystem.withNewFile(folder + "/.kubelb-partial-1") { _ in } }
        #expect(throws: LocalError.self) { try FileSystem.makeDirectory(folder + "/.kubelb-partial-1") }
        #expect(try FileSystem.names(in: folder) == [".kubelb-partial-1"])
    }
}
