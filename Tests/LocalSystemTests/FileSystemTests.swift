import LocalSystem
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

@Suite struct FileSystemTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func kindsAreTold() throws {
        let file = try folder.write("file", "x")
        try #require(symlink(file, "\(folder.path)/link") == 0)
        try #require(mkfifo("\(folder.path)/pipe", 0o600) == 0)
        #expect(FileSystem.kind(of: file) == .file)
        #expect(FileSystem.kind(of: folder.path) == .directory)
        #expect(FileSystem.kind(of: "\(folder.path)/link") == .file)
        #expect(FileSystem.kind(of: "\(folder.path)/link", followsLinks: false) == .link)
        #expect(FileSystem.kind(of: "\(folder.path)/pipe") == .other)
        #expect(FileSystem.kind(of: "\(folder.path)/none") == .missing)
        #expect(FileSystem.kind(of: "\(file)/below") == .missing)
    }

    @Test func contentsAreReadUpToTheLimit() throws {
        let file = try folder.write("file", "four")
        #expect(try FileSystem.contents(of: file, limit: 4) == Array("four".utf8))
        #expect(throws: LocalError("cannot read \(file): larger than 3 bytes")) {
            try FileSystem.contents(of: file, limit: 3)
        }
    }

    @Test func errorsNameThePath() throws {
        #expect(throws: LocalError("cannot open \(folder.path)/none: No such file or directory")) {
            try FileSystem.contents(of: "\(folder.path)/none", limit: 10)
        }
        #expect(throws: LocalError("cannot read \(folder.path): Is a directory")) {
            try FileSystem.contents(of: folder.path, limit: 10)
        }
        #expect(throws: LocalError("cannot open \(folder.path)/none: No such file or directory")) {
            try FileSystem.names(in: "\(folder.path)/none")
        }
    }

    @Test func aPipeThatNobodyWritesToDoesNotBlock() throws {
        try #require(mkfifo("\(folder.path)/pipe", 0o600) == 0)
        let path = "\(folder.path)/pipe"
        var patience = FileSystem.PipePatience()
        patience.silence = .milliseconds(5)
        #expect(throws: LocalError("cannot read \(path): its writer sent nothing for 0 s")) {
            try FileSystem.contents(of: path, limit: 10, patience: patience)
        }
    }

    @Test func aPipeIsReadWhoseWriterComesLater() throws {
        let path = "\(folder.path)/pipe"
        try #require(mkfifo(path, 0o600) == 0)
        let script = "(sleep 0.1; printf text >'\(path)') 2>/dev/null >/dev/null &"
        _ = try Subprocess("/bin/sh", ["-c", script]).runBlocking(until: .now + .seconds(600))
        var patience = FileSystem.PipePatience()
        patience.silence = .seconds(600)
        patience.whole = .seconds(1200)
        #expect(try FileSystem.contents(of: path, limit: 10, patience: patience) == Array("text".utf8))
    }

    /// A pipe that the caller writes to.
    private func openPipe() throws -> Int32 {
        try #require(mkfifo("\(folder.path)/pipe", 0o600) == 0)
        let descriptor = open("\(folder.path)/pipe", O_RDWR | O_NONBLOCK)
        try #require(descriptor >= 0)
        return descriptor
    }

    @Test func aWriterThatSendsNothingIsNotWaitedForForever() throws {
        let pipe = try openPipe()
        defer { close(pipe) }
        try #require(write(pipe, "x", 1) == 1)
        var patience = FileSystem.PipePatience()
        patience.silence = .milliseconds(5)
        #expect(throws: LocalError("cannot read pipe: its writer sent nothing for 0 s")) {
            try FileSystem.contents(of: pipe, name: "pipe", limit: 10, patience: patience)
        }
    }

    @Test func aWriterThatNeverFinishesIsNotReadForever() throws {
        let pipe = try openPipe()
        defer { close(pipe) }
        var patience = FileSystem.PipePatience()
        patience.whole = .zero
        #expect(throws: LocalError("cannot read pipe: its writer did not finish within 0 s")) {
            try FileSystem.contents(of: pipe, name: "pipe", limit: 10, patience: patience)
        }
    }

    @Test func namesAreSorted() throws {
        for name in ["b", "a", ".hidden"] { try folder.write(name, "") }
        #expect(try FileSystem.names(in: folder.path) == [".hidden", "a", "b"])
    }

    @Test func aProgramIsTheFirstExecutableFileOfItsName() throws {
        let other = try TemporaryFolder()
        try other.write("tool", "not executable")
        let tool = try folder.write("tool", "#!/bin/sh\n", mode: 0o755)
        #expect(FileSystem.program("tool", in: "/nonexistent::\(other.path):\(folder.path)") == tool)
        #expect(FileSystem.program("tool", in: other.path) == nil)
        #expect(FileSystem.program("tool", in: "") == nil)
    }
}
