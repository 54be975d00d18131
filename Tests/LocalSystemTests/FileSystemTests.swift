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
        #expect(try FileSystem.contents(of: "\(folder.path)/pipe", limit: 10) == [])
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
