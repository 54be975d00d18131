import Testing

@testable import Commands

@Suite("Tar archives")
struct TarArchiveTests {
    private static func text(_ archive: TarArchive, _ path: String) -> String? {
        archive.files[path].map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("ustar with a prefix, GNU's long names, pax paths and sizes")
    func names() {
        let long = String(repeating: "d/", count: 80) + "file.json"
        var tar = TarBytes()
        tar.add("g", TarBytes.pax("comment", "all"), type: "g")
        tar.add("plain.json", "1")
        tar.add("file.json", "2", prefix: "tenant")
        tar.add("././@LongLink", long + "\u{0}", type: "L")
        tar.add("cut", "3")
        tar.add("x", TarBytes.pax("mtime", "1.5") + TarBytes.pax("path", "pax/\(long)"), type: "x")
        tar.add("cut", "4")
        tar.add("x", TarBytes.pax("size", "5"), type: "x")
        tar.add("sized", "12345", size: "00000000000")
        tar.add("./dot/./a.json", "6")
        tar.add("folder/", type: "5")
        tar.add("after", "7")
        tar.end()
        let archive = TarArchive(tar.bytes)
        #expect(archive.warnings.isEmpty)
        #expect(
            archive.files.keys.sorted()
                == ["after", "dot/a.json", "pax/\(long)", "plain.json", "sized", "tenant/file.json", long].sorted())
        #expect(Self.text(archive, long) == "3")
        #expect(Self.text(archive, "pax/\(long)") == "4")
        #expect(Self.text(archive, "sized") == "12345")
        #expect(Self.text(archive, "after") == "7")
    }

    @Test("an archive of too many entries is read as far as they are few")
    func manyEntries() {
        var tar = TarBytes()
        for number in 0..<6 { tar.add("\(number)", "x") }
        tar.end()
        #expect(TarArchive(tar.bytes, entryLimit: 6).damage == nil)
        let archive = TarArchive(tar.bytes, entryLimit: 5)
        #expect(archive.files.count == 5)
        #expect(archive.damage == "more than 5 entries: the remaining ones were not read")
    }

    @Test("the last of two entries with one path counts")
    func repeated() {
        var tar = TarBytes()
        tar.add("a", "1")
        tar.add("a", "2")
        tar.end()
        #expect(Self.text(TarArchive(tar.bytes), "a") == "2")
    }

    @Test(
        "paths that lead out are left out",
        arguments: ["/etc/passwd", "../up", "a/../../up", "a/..", "..", ".", "./"])
    func leadsOut(path: String) {
        var tar = TarBytes()
        tar.add(path, "x")
        tar.add("good", "y")
        tar.end()
        let archive = TarArchive(tar.bytes)
        #expect(archive.files.keys.sorted() == ["good"])
        #expect(archive.warnings == ["\(path): points outside the archive, skipped"])
    }

    @Test("so do pax paths and long names")
    func longLeadsOut() {
        var tar = TarBytes()
        tar.add("x", TarBytes.pax("path", "../../etc/cron.d/x"), type: "x")
        tar.add("good", "x")
        tar.add("././@LongLink", "/root/.ssh/authorized_keys", type: "L")
        tar.add("good", "x")
        tar.end()
        let archive = TarArchive(tar.bytes)
        #expect(archive.files.isEmpty)
        #expect(archive.warnings.count == 2)
    }

    @Test("links and devices are left out", arguments: ["1", "2", "3", "4", "6", "S"])
    func links(type: Character) {
        var tar = TarBytes()
        tar.add("././@LongLink", "target", type: "K")
        tar.add("link\u{1B}[2J", type: type)
        tar.add("good", "y")
        tar.end()
        let archive = TarArchive(tar.bytes)
        #expect(archive.files.keys.sorted() == ["good"])
        #expect(archive.warnings == ["link\\u{1b}[2J: a link or device, skipped"])
    }

    @Test("many odd entries make few warnings")
    func manyWarnings() {
        var tar = TarBytes()
        for index in 0..<500 { tar.add("link\(index)", type: "2") }
        tar.end()
        let warnings = TarArchive(tar.bytes).warnings
        #expect(warnings.count == 21)
        #expect(warnings.last == "480 more entries were skipped")
    }

    @Test("what stands before a break is kept")
    func breaks() {
        var tar = TarBytes()
        tar.add("one", String(repeating: "1", count: 700))
        tar.add("two", String(repeating: "2", count: 700))
        let whole = tar.bytes.count
        let cases: [(Int, [String], String)] = [
            (whole, ["one", "two"], "truncated: the end marker is missing"),
            (whole - 600, ["one"], "two: truncated: this file and the following ones were not read"),
            (1536 + 300, ["one"], "truncated: the end marker is missing"),
            (600, [], "one: truncated: this file and the following ones were not read"),
            (100, [], "not a tar archive"),
            (0, [], "not a tar archive"),
        ]
        for (length, files, warning) in cases {
            let archive = TarArchive(Array(tar.bytes.prefix(length)))
            #expect(archive.files.keys.sorted() == files)
            #expect(archive.warnings == [warning])
        }
    }

    @Test("a header with a wrong checksum ends the reading")
    func checksum() {
        var tar = TarBytes()
        tar.add("one", "1")
        let start = tar.bytes.count
        tar.add("two", "2")
        tar.end()
        tar.bytes[start] = UInt8(ascii: "T")
        let archive = TarArchive(tar.bytes)
        #expect(archive.files.keys.sorted() == ["one"])
        #expect(archive.warnings == ["damaged at byte 1024: the remaining files were not read"])
    }

    @Test(
        "sizes that lie",
        arguments: ["77777777777", "-0000000001", "           ", "99999999999", "\u{0}\u{0}\u{0}"])
    func sizes(size: String) {
        var tar = TarBytes()
        tar.add("good", "1")
        tar.add("liar", "2", size: size)
        tar.end()
        let archive = TarArchive(tar.bytes)
        #expect(archive.files.keys.sorted() == ["good"])
        #expect(archive.warnings == ["liar: truncated: this file and the following ones were not read"])
    }

    @Test(
        "pax records that lie",
        arguments: [
            "999 path=evil\n", "0 path=evil\n", "-5 path=evil\n", "5", "x path=evil\n", "3 \n", "8 path\n\n",
            "99999999999999999999 path=evil\n",
        ])
    func pax(record: String) {
        var tar = TarBytes()
        tar.add("x", record, type: "x")
        tar.add("good", "1")
        tar.end()
        #expect(TarArchive(tar.bytes).files.keys.sorted() == ["good"])
    }

    @Test("a pax size beyond the archive")
    func paxSize() {
        var tar = TarBytes()
        tar.add("x", TarBytes.pax("size", "9223372036854775807"), type: "x")
        tar.add("liar", "1")
        tar.end()
        let archive = TarArchive(tar.bytes)
        #expect(archive.files.isEmpty)
        #expect(archive.warnings == ["liar: truncated: this file and the following ones were not read"])
    }

    @Test("any bytes are read to an end")
    func anyBytes() {
        var state: UInt64 = 11
        var tar = TarBytes()
        tar.add("x", TarBytes.pax("path", "pax/name"), type: "x")
        tar.add("one", String(repeating: "1", count: 700))
        tar.add("././@LongLink", "long/name", type: "L")
        tar.add("two", "2")
        tar.end()
        for round in 0..<500 {
            var bytes = tar.bytes
            for _ in 0..<(1 + round % 4) {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes[Int(state >> 33) % bytes.count] = UInt8(truncatingIfNeeded: state >> 24)
            }
            let archive = TarArchive(bytes)
            #expect(archive.files.values.allSatisfy { $0.count <= bytes.count })
            #expect(!archive.files.keys.contains { $0.hasPrefix("/") || $0.split(separator: "/").contains("..") })
        }
    }
}
