import Kubernetes
import LocalSystem
import TestSupport
import Testing

@testable import Commands

#if canImport(Glibc)
    import Glibc
#endif

@Suite("Bundles written")
struct BundleWritingTests {
    private let folder: TemporaryFolder
    private static let time = Timestamp(milliseconds: 1_795_000_000_000)

    init() throws { folder = try TemporaryFolder() }

    private static let files: [String: [UInt8]] = [
        "bundle.json": Array("{}".utf8),
        "tenant/services.json": Array(#"{"items": []}"#.utf8),
        "tenant/empty.json": [],
        "logs/tenant/kubelb/ccm/ccm.log": (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 3) },
        // Exactly one block, whose padding is none.
        "logs/block": [UInt8](repeating: 7, count: 512),
    ]

    private func path(_ name: String) -> String { "\(folder.path)/\(name)" }

    private func names() throws -> [String] { try LocalSystem.FileSystem.names(in: folder.path) }

    @discardableResult
    private func write(_ files: [String: [UInt8]] = Self.files, to name: String) async throws -> BundleFiles {
        try await BundleArchive(path: path(name)).write(files, modified: Self.time)
        return try BundleFiles.open(path(name))
    }

    private static func mode(_ path: String) throws -> mode_t {
        var status = stat()
        try #require(lstat(path, &status) == 0)
        return status.st_mode & 0o777
    }

    // MARK: Round trips

    @Test(
        "are read back as they were",
        arguments: ["bundle", "b.tar.gz", "b.tgz", "odd name é\n'$(x)", ".hidden.tar.gz", ".tar.gz"])
    func roundTrip(name: String) async throws {
        let bundle = try await write(to: name)
        #expect(bundle.warnings.isEmpty)
        for (path, bytes) in Self.files { #expect(try bundle.read(path).get() == bytes, "\(path)") }
        #expect(try names() == [name], "nothing else is left")
    }

    @Test("odd and long names in a bundle", arguments: ["bundle", "b.tar.gz"])
    func oddNames(name: String) async throws {
        let part = String(repeating: "n", count: 60)
        let lengths = (80...110).map { "logs/\(String(repeating: "l", count: $0))" }
        let paths =
            ["bundle.json", "logs/\(part)/\(part)/\(part)/\(part)/x.log", "logs/é ü/\u{1F980}\n", "a=1 b", "-x"]
            + lengths
        let files = Dictionary(uniqueKeysWithValues: paths.map { ($0, Array($0.utf8)) })
        let bundle = try await write(files, to: name)
        #expect(bundle.warnings.isEmpty)
        for path in paths { #expect(try bundle.read(path).get() == files[path], "\(path)") }
    }

    @Test("an archive is what the system's tar takes it for")
    func systemTar() async throws {
        let part = String(repeating: "n", count: 90)
        try await write(["bundle.json": [1], "logs/\(part)/\(part)": [2]], to: "demo.tar.gz")
        try TemporaryFolder.run("tar", "-xzf", path("demo.tar.gz"), "-C", folder.path)
        #expect(try BundleFiles.open(path("demo")).read("logs/\(part)/\(part)").get() == [2])
        #expect(try Self.mode(path("demo")) == 0o700)
        #expect(try Self.mode(path("demo/bundle.json")) == 0o600)
        var status = stat()
        try #require(stat(path("demo/bundle.json"), &status) == 0)
        #expect(status.st_mtim.tv_sec == Self.time.milliseconds / 1000)
    }

    @Test("the same files make the same archive, the manifest first")
    func reproducible() async throws {
        try await write(to: "a.tar.gz")
        try LocalSystem.FileSystem.makeDirectory(path("other"))
        try await write(to: "other/a.tar.gz")
        let first = try FileSystem.contents(of: path("a.tar.gz"))
        #expect(try FileSystem.contents(of: path("other/a.tar.gz")) == first)
        let cut = try folder.write("cut.tar.gz", Array(first.prefix(first.count / 2)))
        #expect(try BundleFiles.open(cut).read("bundle.json").get() == Self.files["bundle.json"])
    }

    @Test("only the user can read them")
    func modes() async throws {
        try await write(to: "bundle")
        try await write(to: "b.tar.gz")
        #expect(try Self.mode(path("bundle")) == 0o700)
        #expect(try Self.mode(path("bundle/logs/tenant/kubelb")) == 0o700)
        #expect(try Self.mode(path("bundle/tenant/services.json")) == 0o600)
        #expect(try Self.mode(path("b.tar.gz")) == 0o600)
    }

    @Test("a path that ends in slashes")
    func slashes() async throws {
        try await BundleArchive(path: path("bundle") + "//").write(Self.files, modified: Self.time)
        #expect(try names() == ["bundle"])
    }

    // MARK: Refusals

    private func refusal(_ path: String, gzip: String = "gzip") throws -> BundleError {
        try #require(throws: BundleError.self) { _ = try BundleArchive(path: path, gzip: gzip) }
    }

    @Test("what exists is refused, whatever it is", arguments: ["file.tar.gz", "directory", "link"])
    func existing(name: String) throws {
        try folder.write("file.tar.gz", "mine")
        try folder.write("directory/x", "mine")
        symlink("nowhere", path("link"))
        let error = try refusal(path(name))
        #expect(error.message == "\(path(name)) already exists")
        #expect(error.hint == "use another path; existing files are not overwritten")
    }

    @Test("what is made meanwhile is not overwritten", arguments: ["b.tar.gz", "bundle"])
    func existingMeanwhile(name: String) async throws {
        let archive = try BundleArchive(path: path(name))
        try folder.write(name, "mine")
        let error = try await #require(throws: BundleError.self) {
            try await archive.write(Self.files, modified: Self.time)
        }
        #expect(error.message.hasSuffix("\(path(name)) already exists"))
        #expect(try names() == [name])
        #expect(try FileSystem.contents(of: path(name)) == Array("mine".utf8))
    }

    @Test("a missing parent is named, and a file is none")
    func parent() throws {
        let missing = try refusal(path("a/b/bundle"))
        #expect(missing.message == "cannot write \(path("a/b/bundle")): there is no directory \(path("a/b"))")
        #expect(missing.hint == "create the directory first")
        try folder.write("file", "x")
        // Below a file nothing exists.
        #expect(try refusal(path("file/bundle")).message.hasSuffix("\(path("file")) is not a directory"))
        #expect(try refusal("").message == "the path is missing")
    }

    @Test("a directory that cannot be written to", .enabled(if: geteuid() != 0, "root may write everywhere"))
    func unwritable() throws {
        chmod(folder.path, 0o500)
        defer { chmod(folder.path, 0o700) }
        #expect(try refusal(path("bundle")).message.hasSuffix("no permission to write to \(folder.path)"))
    }

    @Test("a system that takes no files", arguments: ["b.tar.gz", "bundle"])
    func refusingSystem(name: String) async throws {
        // Also root makes no files there.
        let target = "/proc/\(name)"
        guard let archive = try? BundleArchive(path: target) else { return }
        let error = try await #require(throws: BundleError.self) {
            try await archive.write(Self.files, modified: Self.time)
        }
        #expect(error.message.hasPrefix("\(target): cannot create /proc/.kubelb-partial-"))
    }

    @Test("nothing is left of a bundle that failed half-way", arguments: ["bundle", "b.tar.gz"])
    func failureHalfWay(name: String) async throws {
        var files = Self.files
        // No file system takes such a name; an archive is never made of what leads out of it.
        files["zz/\(String(repeating: "n", count: 300))"] = [1]
        if name.hasSuffix(".gz") { files["zz/../../x"] = [1] }
        let archive = try BundleArchive(path: path(name))
        let made = files
        await #expect(throws: BundleError.self) { try await archive.write(made, modified: Self.time) }
        #expect(try names().isEmpty)
    }

    @Test("nothing is left of a bundle that was cancelled", arguments: ["bundle", "b.tar.gz"])
    func cancelled(name: String) async throws {
        let archive = try BundleArchive(path: path(name))
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            try await archive.write(Self.files, modified: Self.time)
        }
        task.cancel()
        let error = try await #require(throws: BundleError.self) { try await task.value }
        #expect(error.message == "\(path(name)): cancelled, nothing was written")
        #expect(try names().isEmpty)
    }

    // MARK: gzip

    @Test(
        "without gzip, the error names the directory form",
        arguments: ["/nonexistent/gzip", "kubelb-ctl-no-such-program"])
    func noGzip(program: String) throws {
        let error = try refusal(path("b.tar.gz"), gzip: program)
        #expect(
            error.message == "\(path("b.tar.gz")): the program \(program), which is needed to write it, was not found")
        #expect(error.hint == "write to a directory instead, without .tar.gz")
        #expect(throws: Never.self) { _ = try BundleArchive(path: path("bundle"), gzip: program) }
    }

    @Test("a program that fails leaves nothing")
    func failingGzip() async throws {
        let program = try folder.write("program", "#!/bin/sh\necho half\nexit 3\n")
        chmod(program, 0o755)
        let archive = try BundleArchive(path: path("b.tar.gz"), gzip: program)
        let error = try await #require(throws: BundleError.self) {
            try await archive.write(Self.files, modified: Self.time)
        }
        #expect(error.message == "\(path("b.tar.gz")): \(program) could not compress it (status 3)")
        #expect(try names() == ["program"])
    }

    @Test("a program that never ends is ended", arguments: [true, false])
    func slowGzip(isCancelled: Bool) async throws {
        // Only where it has something to read: it answers at once when it is looked for.
        let program = try folder.write("program", "#!/bin/sh\n[ -n \"$(head -c 1)\" ] && exec sleep 600\nexit 0\n")
        chmod(program, 0o755)
        let archive = try BundleArchive(
            path: path("b.tar.gz"), gzip: program, deadline: isCancelled ? .seconds(600) : .milliseconds(200))
        let task = Task { try await archive.write(["bundle.json": [1]], modified: Self.time) }
        if isCancelled { task.cancel() }
        let error = try await #require(throws: BundleError.self) { try await task.value }
        #expect(error.message.hasSuffix(isCancelled ? "cancelled, nothing was written" : "\(program) timed out"))
        #expect(try names() == ["program"])
    }
}
