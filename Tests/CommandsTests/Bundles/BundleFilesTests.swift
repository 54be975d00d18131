import TestSupport
import Testing

@testable import Commands

#if canImport(Glibc)
    import Glibc
#endif

@Suite("Bundles on disk")
struct BundleFilesTests {
    /// Holds a small bundle as the directory `demo`.
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("demo/bundle.json", "{}")
        try folder.write("demo/tenant/services.json", "[1]")
        // Incompressible, so that a cut archive loses it.
        var state: UInt64 = 3
        let noise = (0..<100_000).map { _ -> UInt8 in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 40)
        }
        try folder.write("demo/logs/tenant/kubelb/ccm/ccm.log", noise)
    }

    private func archive(_ words: String, as name: String) throws -> String {
        let path = "\(folder.path)/\(name)"
        try TemporaryFolder.run("sh", "-c", "cd '\(folder.path)' && tar \(words.replacing("FILE", with: path))")
        return path
    }

    private static func text(_ result: Result<[UInt8]?, BundleError>) throws -> String? {
        try result.get().map { String(decoding: $0, as: UTF8.self) }
    }

    private static func failure(_ body: () throws -> BundleFiles) throws -> BundleError {
        try #require(throws: BundleError.self) { _ = try body() }
    }

    @Test("a directory, and a directory that holds only it", arguments: ["/demo", "/demo/", ""])
    func directory(suffix: String) throws {
        let files = try BundleFiles.open(folder.path + suffix)
        #expect(files.name == folder.path + suffix)
        #expect(files.warnings.isEmpty)
        #expect(try Self.text(files.read("tenant/services.json")) == "[1]")
        #expect(try Self.text(files.read("tenant/nodes.json")) == nil)
        #expect(try Self.text(files.read("management/nodes.json")) == nil)
        #expect(try files.read("logs/tenant/kubelb/ccm/ccm.log").get()?.count == 100_000)
    }

    @Test(
        "archives of the system's tar",
        arguments: [
            ("-czf FILE demo", "b.tar.gz"), ("-czf FILE -C demo .", "b.tgz"), ("-cf FILE demo", "b.tar"),
            ("--format=pax -czf FILE demo", "pax.tar.gz"), ("--format=ustar -czf FILE demo", "ustar.tar.gz"),
        ])
    func archives(words: String, name: String) throws {
        let path = try archive(words, as: name)
        let files = try BundleFiles.open(path)
        #expect(files.warnings.isEmpty && files.truncation == nil)
        #expect(try Self.text(files.read("bundle.json")) == "{}")
        #expect(try Self.text(files.read("tenant/services.json")) == "[1]")
        #expect(try Self.text(files.read("tenant/nodes.json")) == nil)
        let log = try BundleFiles.open("\(folder.path)/demo").read("logs/tenant/kubelb/ccm/ccm.log").get()
        #expect(try files.read("logs/tenant/kubelb/ccm/ccm.log").get() == log)
    }

    @Test("long paths", arguments: ["gnu", "pax"])
    func longPaths(format: String) throws {
        let long = (0..<6).map { _ in String(repeating: "n", count: 60) }.joined(separator: "/") + "/ccm.log"
        try folder.write("demo/\(long)", "log")
        let files = try BundleFiles.open(try archive("--format=\(format) -czf FILE demo", as: "b.tar.gz"))
        #expect(try Self.text(files.read(long)) == "log")
    }

    @Test("a cut archive keeps what stands before the cut, and says so")
    func cut() throws {
        let order = "demo/bundle.json demo/tenant/services.json demo/logs/tenant/kubelb/ccm/ccm.log"
        let whole = try FileSystem.contents(of: try archive("-czf FILE \(order)", as: "b.tar.gz"))
        let path = try folder.write("cut.tar.gz", Array(whole.prefix(whole.count / 2)))
        let files = try BundleFiles.open(path)
        #expect(try Self.text(files.read("tenant/services.json")) == "[1]")
        #expect(try Self.text(files.read("logs/tenant/kubelb/ccm/ccm.log")) == nil)
        try #require(files.warnings.count == 2)
        #expect(files.warnings[0].hasPrefix("\(path): damaged: gzip ended with status "))
        #expect(files.warnings[1].hasSuffix("ccm.log: truncated: this file and the following ones were not read"))
        let log = "logs/tenant/kubelb/ccm/ccm.log"
        #expect(
            files.truncation == "not in the archive, which is incomplete: demo/\(log): truncated: this file and the "
                + "following ones were not read")
    }

    @Test("a manifest that a cut took away")
    func cutManifest() throws {
        let order = "demo/tenant/services.json demo/logs/tenant/kubelb/ccm/ccm.log demo/bundle.json"
        let whole = try FileSystem.contents(of: try archive("-czf FILE \(order)", as: "b.tar.gz"))
        let path = try folder.write("cut.tar.gz", Array(whole.prefix(whole.count / 2)))
        let error = try Self.failure { try BundleFiles.open(path) }
        #expect(
            error.message.hasPrefix("\(path) is not a bundle: it has no bundle.json (damaged: gzip ended with status "))
    }

    @Test("what is no bundle")
    func noBundles() throws {
        let missing = try Self.failure { try BundleFiles.open("\(folder.path)/nothing") }
        #expect(missing.message == "\(folder.path)/nothing: no such file or directory")
        let tenant = try Self.failure { try BundleFiles.open("\(folder.path)/demo/tenant") }
        #expect(tenant.message == "\(folder.path)/demo/tenant is not a bundle: it has no bundle.json")
        #expect(tenant.hint == "use the directory or archive that contains bundle.json")
        let text = try Self.failure { try BundleFiles.open("\(folder.path)/demo/bundle.json") }
        #expect(text.message == "\(folder.path)/demo/bundle.json is not a bundle: not a tar archive")
        let device = try Self.failure { try BundleFiles.open("/dev/null") }
        #expect(device.message == "/dev/null is a pipe or a device: a bundle cannot be read from one")
        #expect(device.hint == "save the archive to a file, and use --from-bundle FILE")
        let stdin = try Self.failure { try BundleFiles.open("-") }
        #expect(stdin.message == "a bundle cannot be read from stdin" && stdin.hint == device.hint)
        let name = "\(folder.path)/\(String(repeating: "n", count: 300))"
        let long = try Self.failure { try BundleFiles.open(name) }
        #expect(long.message.hasPrefix("cannot open \(name): "))
        let inner = try Self.failure {
            try BundleFiles.open(try archive("-czf FILE demo/tenant", as: "t.tar.gz"))
        }
        #expect(inner.message == "\(folder.path)/t.tar.gz is not a bundle: it has no bundle.json")
    }

    @Test("several bundles are named")
    func several() throws {
        try folder.write("other/bundle.json", "{}")
        let error = try Self.failure { try BundleFiles.open(folder.path) }
        #expect(error.message == "\(folder.path) contains several bundles: demo, other")
        let archive = try archive("-czf FILE demo other", as: "two.tar.gz")
        let second = try Self.failure { try BundleFiles.open(archive) }
        #expect(second.message == "\(archive) contains several bundles: demo, other")
    }

    @Test("links are not followed")
    func links() throws {
        let outside = try folder.write("secret", "s")
        symlink(outside, "\(folder.path)/demo/tenant/nodes.json")
        symlink(folder.path, "\(folder.path)/demo/management")
        let files = try BundleFiles.open("\(folder.path)/demo")
        for path in ["tenant/nodes.json", "management/secret"] {
            let error = try #require(throws: BundleError.self) { try files.read(path).get() }
            #expect(error.message.hasSuffix("is a link, which is not allowed in a bundle"))
        }
    }

    @Test("links in an archive are not taken for missing files")
    func linksInArchives() throws {
        symlink("../bundle.json", "\(folder.path)/demo/tenant/nodes.json")
        let files = try BundleFiles.open(try archive("-czf FILE demo", as: "b.tar.gz"))
        #expect(files.truncation == nil)
        for result in [
            files.read("tenant/nodes.json").map { $0 != nil }, files.read("tenant/nodes.json", take: { _ in }),
        ] {
            let error = try #require(throws: BundleError.self) { try result.get() }
            #expect(error.message == "tenant/nodes.json: a link or device, which is not read from an archive")
        }
    }

    @Test(
        "paths that lead out are refused",
        arguments: ["../secret", "logs/../../secret", "/etc/passwd", "logs//x", "./bundle.json", "bundle.json\u{0}x"])
    func traversal(path: String) throws {
        try folder.write("secret", "s")
        let files = try BundleFiles.open("\(folder.path)/demo")
        let error = try #require(throws: BundleError.self) { try files.read(path).get() }
        #expect(error.message == "\(path) is not a valid path in a bundle")
    }

    @Test("what cannot be looked at is not taken for absent")
    func unreadable() throws {
        let files = try BundleFiles.open("\(folder.path)/demo")
        let error = try #require(throws: BundleError.self) {
            try files.read("tenant/\(String(repeating: "n", count: 300)).json").get()
        }
        #expect(error.message.hasPrefix("cannot read "))
        let folder = try #require(throws: BundleError.self) { try files.read("tenant").get() }
        #expect(folder.message.hasSuffix("/demo/tenant is not a file"))
    }

    @Test("without gzip, the error names the directory form")
    func noGzip() throws {
        let path = try archive("-czf FILE demo", as: "b.tar.gz")
        for program in ["/nonexistent/gzip", "kubelb-ctl-no-such-program"] {
            let error = try Self.failure { try BundleFiles.open(path, gzip: GzipProgram(program: program)) }
            #expect(error.message == "\(path): the program \(program), which is needed to read it, was not found")
            #expect(error.hint == "unpack it elsewhere and use --from-bundle DIR")
        }
    }

    @Test("bytes that only begin like gzip")
    func notGzip() throws {
        let path = try folder.write("b.tar.gz", [0x1F, 0x8B] + Array(repeating: 0xFF, count: 200_000))
        let error = try Self.failure { try BundleFiles.open(path) }
        #expect(error.message.hasPrefix("\(path): gzip could not unpack it (status "))
    }

    @Test("an archive that unpacks to more than the limit", arguments: ["-czf", "-cf"])
    func tooLarge(flags: String) throws {
        try folder.write("demo/zeros", [UInt8](repeating: 0, count: 3 << 20))
        let path = try archive("\(flags) FILE demo", as: "b.tar.gz")
        let error = try Self.failure { try BundleFiles.open(path, limit: 1 << 20) }
        #expect(error.message.contains("1 MiB"))
    }

    @Test("a small archive that unpacks to far more than its size")
    func bomb() throws {
        try folder.write("demo/zeros", "")
        #expect(truncate(folder.path + "/demo/zeros", 140 << 20) == 0)
        let path = try archive("-czf FILE demo", as: "b.tar.gz")
        let error = try Self.failure { try BundleFiles.open(path) }
        #expect(error.message.contains("128 MiB"))
        #expect(error.hint?.contains("--from-bundle DIR") == true)
    }

    @Test("an archive may unpack to 20 times its size, to 128 MiB in any case, and to 4 GiB at most")
    func unpackLimits() {
        #expect(BundleFiles.unpackLimit(compressed: 0) == 128 << 20)
        #expect(BundleFiles.unpackLimit(compressed: 10 << 20) == 200 << 20)
        #expect(BundleFiles.unpackLimit(compressed: .max) == 4 << 30)
    }

    @Test("of a log that is too long the end is read")
    func longLog() throws {
        try folder.write("demo/logs/tenant/kubelb/pod/ccm.log", Array("first line\n".utf8))
        let log = folder.path + "/demo/logs/tenant/kubelb/pod/ccm.log"
        #expect(truncate(log, 65 << 20) == 0)
        let files = try BundleFiles.open(folder.path + "/demo")
        #expect(try files.read("logs/tenant/kubelb/pod/ccm.log").get()?.count == BundleFiles.logLimit)
        #expect(files.isCut("logs/tenant/kubelb/pod/ccm.log"))
        #expect(!files.isCut("bundle.json"))
    }

    @Test("a program that never ends is ended")
    func deadline() throws {
        let path = try archive("-czf FILE demo", as: "b.tar.gz")
        let program = try folder.write("slow", "#!/bin/sh\necho $$ > '\(folder.path)/id'\nexec sleep 600\n")
        chmod(program, 0o755)
        let error = try Self.failure {
            try BundleFiles.open(path, gzip: GzipProgram(program: program, deadlineSeconds: 1))
        }
        #expect(error.message.contains("timed out after"))
        let text = String(decoding: try FileSystem.contents(of: "\(folder.path)/id"), as: UTF8.self)
        let child = try #require(pid_t(text.filter(\.isNumber)))
        #expect(kill(child, 0) == -1, "neither runs nor is left as a zombie")
    }
}
