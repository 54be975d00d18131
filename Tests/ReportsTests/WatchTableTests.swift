import Diagnosis
import Testing
import Topology

@testable import Reports

/// The table of a watch on a terminal: what fits, what is selected, what is filtered, what has changed.
@Suite struct WatchTableTests {
    private static func service(_ number: Int, address: String? = nil) -> String {
        let digits = number < 10 ? "0\(number)" : "\(number)"
        let status = address.map { #","status":{"loadBalancer":{"ingress":[{"ip":"\#($0)"}]}}"# } ?? ""
        return
            #"{"metadata":{"name":"web-\#(digits)","namespace":"shop","uid":"u-\#(digits)","creationTimestamp":"2026-11-22T10:00:00Z"},"#
            + #""spec":{"type":"LoadBalancer","ports":[{"port":80,"protocol":"TCP","nodePort":31080}]}\#(status)}"#
    }

    private func report(_ services: [String], at time: String = "2026-11-22T12:00:00Z") throws -> Report {
        let files = [
            "tenant/services.json": #"{"kind":"List","items":[\#(services.joined(separator: ","))]}"#,
            "management/loadbalancers.kubelb.k8c.io.json": #"{"kind":"List","items":[]}"#,
        ]
        let manifest = try BundleManifest.decode(
            Array(#"{"apiVersion":"kubelb-ctl/v1","kind":"Bundle","takenAt":"\#(time)"}"#.utf8), source: "bundle.json")
        let diagnosis = Diagnosis(
            of: Topology(
                BundleObservation(source: "bundle", manifest: manifest) { path in
                    files[path].map { .present(Array($0.utf8)) } ?? .absent
                }.observe()))
        return Report(
            kind: .services, toolVersion: "1", diagnosis: diagnosis, services: diagnosis.services,
            findings: diagnosis.findings, damage: [], exitStatus: { _ in 1 })
    }

    private func lines(_ table: inout WatchTable, rows: Int = 24, width: Int = 100, notes: [String] = []) -> [String] {
        table.frame(
            head: "As of now.", notes: notes, style: TextStyle(width: width, isASCII: true), rows: rows, hasKeys: true
        ).split(separator: "\n", omittingEmptySubsequences: false).map(String.init).dropLast()
    }

    private func press(_ table: inout WatchTable, _ keys: [UInt8]) -> Bool {
        WatchKey.keys(in: keys).reduce(false) { table.press($1) || $0 }
    }

    private func press(_ table: inout WatchTable, _ text: String) -> Bool { press(&table, Array(text.utf8)) }

    @Test(arguments: [8, 12, 24, 60], [60, 80, 200])
    func itFitsTheTerminal(rows: Int, width: Int) throws {
        var table = WatchTable()
        table.show(try report((1...40).map { Self.service($0) }))
        for keys in ["", "\u{1B}[B", "\u{1B}[6~", "G", "g", "/web-1", "\r"] {
            #expect(!press(&table, keys))
            let lines = lines(&table, rows: rows, width: width, notes: ["a note"])
            let height = lines.reduce(0) { $0 + max(1, ($1.count + width - 1) / width) }
            #expect(height <= rows, "\(lines)")
            // Commands are not wrapped, so that they can be copied.
            #expect(
                lines.allSatisfy { $0.count <= width || $0.contains("kubectl ") || $0.contains("kubelb-ctl ") },
                "\(lines)")
            #expect(lines.contains { $0.hasPrefix("> shop") }, "\(lines)")
        }
    }

    @Test func theSelectionMovesAndTheRowsFollow() throws {
        var table = WatchTable()
        table.show(try report((1...40).map { Self.service($0) }))
        func selected() -> String? { lines(&table).first { $0.hasPrefix("> ") } }
        #expect(selected()?.contains("web-01") == true)
        _ = press(&table, "\u{1B}[B\u{1B}[B")
        #expect(selected()?.contains("web-03") == true)
        _ = press(&table, "k")
        #expect(selected()?.contains("web-02") == true)
        _ = press(&table, "G")
        #expect(selected()?.contains("web-40") == true)
        // The selection stays with its row, whatever comes before it.
        table.show(try report((0...40).map { Self.service($0) }))
        #expect(selected()?.contains("web-40") == true)
        _ = press(&table, "\u{1B}[H")
        #expect(selected()?.contains("web-00") == true)
    }

    @Test func theFindingOfTheSelectedRowIsBelow() throws {
        var table = WatchTable()
        let report = try report([Self.service(1), Self.service(2)])
        table.show(report)
        let text = lines(&table).joined(separator: "\n")
        let cause = try #require(report.causes(of: report.services[0].key).first)
        #expect(text.contains("\(cause.severity.keyword) \(cause.code)"), "\(text)")
    }

    @Test func aFilterKeepsWhatHasItsText() throws {
        var table = WatchTable()
        table.show(try report((1...40).map { Self.service($0, address: $0 == 7 ? "198.51.100.7" : nil) }))
        #expect(!press(&table, "/100.7"))
        // `q` is a letter of the filter while it is typed.
        #expect(!press(&table, "q"))
        #expect(lines(&table).contains("no rows match"))
        #expect(!press(&table, [0x7F]))
        var shown = lines(&table)
        #expect(
            shown.filter { $0.dropFirst(2).hasPrefix("shop ") }.count == 1
                && shown.contains { $0.contains("198.51.100.7") })
        #expect(shown.last?.contains("/100.7") == true && shown.last?.contains("1 of 40") == true, "\(shown)")
        #expect(!press(&table, "\r"))
        #expect(press(&table, "q"))
        #expect(!press(&table, [0x1B]))
        shown = lines(&table)
        #expect(shown.filter { $0.dropFirst(2).hasPrefix("shop ") }.count > 5)
    }

    @Test func aFilterIsWordsThatAllHaveToFit() throws {
        var table = WatchTable()
        table.show(try report((1...40).map { Self.service($0, address: $0 == 7 ? "198.51.100.7" : nil) }))
        for (filter, count) in [("shop web-07", 1), ("web-07 shop", 1), ("web-07 web-08", 0), (" 100.7  ", 1)] {
            _ = press(&table, "/" + filter)
            #expect(lines(&table).filter { $0.dropFirst(2).hasPrefix("shop ") }.count == count, "\(filter)")
            _ = press(&table, [0x1B])
        }
    }

    @Test func theFirstFixIsOnTheScreen() throws {
        var table = WatchTable()
        let report = try report((1...40).map { Self.service($0) })
        table.show(report)
        let shown = lines(&table, rows: 23, width: 80)
        let cause = try #require(report.causes(of: report.services[0].key).first)
        #expect(shown.contains { $0.hasPrefix("  fix ") || $0.hasPrefix("  inspect ") }, "\(cause) \(shown)")
        #expect(shown.filter { $0.dropFirst(2).hasPrefix("shop ") }.count >= 3, "\(shown)")
    }

    /// Half of a small screen is rows, and the fix is there all the same.
    @Test(arguments: [20, 24, 29]) func rowsComeFirstOnASmallScreen(rows: Int) throws {
        var table = WatchTable()
        table.show(try report((1...85).map { Self.service($0) }))
        let shown = lines(&table, rows: rows, width: 80)
        #expect(shown.filter { $0.dropFirst(2).hasPrefix("shop ") }.count >= rows / 2, "\(shown)")
        #expect(shown.contains { $0.hasPrefix("  fix ") || $0.hasPrefix("  inspect ") }, "\(shown)")
        #expect(!shown.contains { $0.hasPrefix("  evidence ") }, "\(shown)")
        // A large screen has room for both.
        let large = lines(&table, rows: 50, width: 80)
        #expect(large.contains { $0.hasPrefix("  evidence ") }, "\(large)")
        #expect(large.filter { $0.dropFirst(2).hasPrefix("shop ") }.count >= 25, "\(large)")
    }

    @Test(arguments: 3...12) func theFixIsKeptBeforeTheRestOfTheMessage(room: Int) {
        let lines = [
            "error KLC-D002  Service shop/web is pending: Service tenant-acme/envoy has had no address for 53s.",
            "                MetalLB reports AllocationFailed: no available IPs, and that has been so",
            "                for an hour",
            "  evidence  Service tenant-acme/envoy: status = empty", "            Event: AllocationFailed",
            "  fix       add addresses to a pool that may serve this Service, or delete Services that",
            "            nobody uses", "              kubectl get ipaddresspools",
            "  more      kubelb-ctl explain KLC-D002",
        ]
        let detail = WatchDetail(lines: lines, painter: Painter(style: TextStyle(width: 120)))
        let shown = detail.fitted(to: room)
        #expect(shown.count <= room)
        #expect(shown.first?.hasPrefix("error KLC-D002  Service shop/web") == true)
        #expect(room < 4 || shown.contains("              kubectl get ipaddresspools"), "\(shown)")
        #expect(shown.contains(lines[3]) == (room >= 9), "\(shown)")
        #expect(room != 4 || shown[0].hasSuffix(" …"), "\(shown)")
    }

    @Test func enterOpensTheFindingInFull() throws {
        var table = WatchTable()
        table.show(try report((1...40).map { Self.service($0) }))
        _ = press(&table, "\r")
        var shown = lines(&table, rows: 60)
        #expect(shown.contains { $0.hasPrefix("Service shop/web-01 ") } && shown.contains { $0.hasPrefix("  more ") })
        #expect(!shown.contains { $0.hasPrefix("> ") } && shown.last?.contains("Esc closes") == true, "\(shown)")
        // What does not fit can be scrolled to.
        for key in ["j", " ", "G", "k", "g"] {
            _ = press(&table, key)
            #expect(lines(&table, rows: 8).count <= 8)
        }
        _ = press(&table, "G")
        #expect(lines(&table, rows: 8).contains { $0.hasPrefix("  more ") })
        for keys: [UInt8] in [[0x1B], [0x0D, 0x0D]] {
            _ = press(&table, keys)
            shown = lines(&table)
            #expect(shown.contains { $0.hasPrefix("> shop") }, "\(shown)")
        }
        #expect(press(&table, "\rq"))
    }

    @Test func theLastFrameIsNotEmpty() throws {
        for keys in ["/no-row-has-this", "/no-row-has-this\r", "\r"] {
            var table = WatchTable()
            table.show(try report([Self.service(1), Self.service(2)]))
            _ = press(&table, keys)
            table.end()
            #expect(lines(&table).filter { $0.dropFirst(2).hasPrefix("shop ") }.count == 2, "\(keys)")
        }
        var table = WatchTable()
        table.show(try report([Self.service(1), Self.service(2)]))
        _ = press(&table, "/web-02\r")
        table.end()
        #expect(lines(&table).filter { $0.dropFirst(2).hasPrefix("shop ") }.count == 1)
    }

    @Test(arguments: [10, 20, 30, 40, 50, 60, 80, 200])
    func hintsAreShownWholeOrNotAtAll(width: Int) throws {
        let hints = [
            "Esc removes the filter", "Esc removes it", "Enter keeps the filter", "Arrows select", "Enter opens",
            "/ filters", "q quits",
        ]
        var table = WatchTable()
        table.show(try report((1...40).map { Self.service($0) }))
        for keys in ["", "/web-1", "\r"] {
            _ = press(&table, keys)
            let text = table.frame(
                head: "", notes: [], style: TextStyle(width: width, isASCII: true), rows: 24, hasKeys: true)
            let last = try #require(text.split(separator: "\n").last)
            #expect(last.count <= width)
            let left = hints.reduce(String(last)) { $0.replacing($1, with: "") }
            #expect(width < 40 || left.replacing(#/\/web-1_?|\([0-9]+ of 40\)|[ ]/#, with: "").isEmpty, "\(last)")
        }
    }

    @Test func changedCellsAreMarkedForAWhile() throws {
        var table = WatchTable()
        table.show(try report([Self.service(1), Self.service(2)]))
        #expect(!lines(&table).contains { $0.contains("*") })
        table.show(try report([Self.service(1), Self.service(2, address: "198.51.100.2")], at: "2026-11-22T12:00:05Z"))
        #expect(lines(&table).contains { $0.contains("198.51.100.2*") })
        table.show(try report([Self.service(1), Self.service(2, address: "198.51.100.2")], at: "2026-11-22T12:01:00Z"))
        #expect(!lines(&table).contains { $0.contains("198.51.100.2*") })
    }

    @Test(
        arguments: [
            ([0x1B, 0x5B, 0x41], [WatchKey.up]), ([0x1B, 0x4F, 0x42], [.down]), ([0x1B], [.escape]),
            ([0x1B, 0x5B, 0x35, 0x7E], [.pageUp]), ([0x1B, 0x5B, 0x36, 0x7E], [.pageDown]),
            ([0x1B, 0x5B, 0x31, 0x3B, 0x35, 0x43], []), ([0x71, 0x0D], [.character("q"), .enter]),
            ([0xC3, 0xA9], [.character("é")]), ([0xC3, 0x28], [.character("(")]), ([0x00, 0x07, 0xFF], []),
            ([0x1B, 0x5B], []),
        ] as [([UInt8], [WatchKey])])
    func keysAreRead(bytes: [UInt8], keys: [WatchKey]) {
        #expect(WatchKey.keys(in: bytes) == keys)
    }
}
