import Commands
import Documents
import FoundationEssentials
import Testing

/// `logs` of bundles: recorded ones, and ones that a test writes.
@Suite struct LogsCommandTests {
    private static let refused = Folder.recorded("d04-all-nodes-refuse")

    private func logs(_ bundle: String, _ words: String...) async -> Run {
        await run(["logs"] + words + ["--from-bundle", bundle])
    }

    private func objects(_ run: Run) throws -> [JSONValue] {
        try run.output.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
    }

    /// The texts of a member, where it is there.
    private func texts(_ objects: [JSONValue], _ member: String) -> [String] {
        objects.compactMap { $0[member]?.string }
    }

    @Test func `all logs of both clusters, by time`() async throws {
        let result = await logs(Self.refused, "-o", "json")
        #expect(result.status == .success)
        let lines = try objects(result)
        #expect(Set(texts(lines, "component")) == ["ccm", "manager", "envoy"])
        #expect(Set(texts(lines, "pod")).count == 4)
        // Each log keeps its own order, so that the time may go back within one of them, but between logs it does not.
        let times = texts(lines, "time")
        #expect(times.count == lines.count)
        #expect(zip(times, times.dropFirst()).count { $0 > $1 } < lines.count / 20)
    }

    @Test func `one Service by its node port and LoadBalancer, and not the other`() async throws {
        let web = try objects(await logs(Self.refused, "svc/web", "-o", "json"))
        let multi = try objects(await logs(Self.refused, "svc/multi", "-o", "json"))
        #expect(!web.isEmpty && !multi.isEmpty)
        let ports = Set(web.compactMap { $0["access"]?["upstream"]?.string?.split(separator: ":").last })
        #expect(ports == ["31509"])
        let connections = [web, multi].map { Set(texts($0.filter { $0["access"] != nil }, "line")) }
        #expect(!connections[1].isEmpty && connections[0].isDisjoint(with: connections[1]))
        let result = await logs(Self.refused, "svc/web")
        #expect(result.error.contains("30 connections without a healthy node (UH)"), "\(result.error)")
    }

    @Test func `a Service by its UID, and a LoadBalancer without one`() async throws {
        let byName = await logs(Self.refused, "svc/web")
        let byUID = await logs(Self.refused, "lb/e709b979-7a1a-4635-a16d-6e3621523a2a")
        #expect(byName.output == byUID.output)
        let orphan = Folder.recorded("14-orphan-lb")
        let names = await run(["cleanup", "-o", "name", "--from-bundle", orphan]).output.split(separator: "\n")
        let uid = try #require(names.first?.split(separator: "/").last)
        let result = await logs(orphan, "lb/\(uid)")
        #expect(result.status == .success, "\(result.error)")
    }

    @Test(arguments: [
        ("09-bad-credentials", "KLC-C011"), ("08-mgmt-unreachable", "KLC-C010"), ("04-ccm-down", "KLC-C009"),
        ("10-tenant-missing", "KLC-C005"), ("d06-xds-down", "KLC-D007"), ("d07-addresses-deleted", "KLC-N001"),
        ("12-nodes-not-ready", "KLC-N002"), ("d04-all-nodes-refuse", "KLC-D010"),
    ])
    func `known errors carry the code of the check that explains them`(name: String, code: String) async throws {
        let lines = try objects(await logs(Folder.recorded(name), "-o", "json"))
        #expect(lines.contains { $0["code"]?.string == code })
    }

    @Test(arguments: ["01-healthy", "02-multiport-udp", "18-two-tenants", "19-healthy-debug-logs", "d01-healthy"])
    func `what a healthy cluster logs is explained by none`(name: String) async throws {
        let lines = try objects(await logs(Folder.recorded(name), "-o", "json"))
        #expect(!lines.isEmpty)
        #expect(lines.allSatisfy { $0["code"]?.string == nil })
    }

    @Test func `filters by component, level, pattern, time and number`() async throws {
        let bundle = Self.refused
        let envoy = try objects(await logs(bundle, "--component", "envoy", "-o", "json"))
        #expect(Set(texts(envoy, "component")) == ["envoy"])
        let errors = try objects(await logs(bundle, "--level", "error", "-o", "json"))
        #expect(Set(texts(errors, "level")).isSubset(of: ["error", "unknown"]))
        let matching = try objects(await logs(bundle, "--grep", "UF,U.X", "-o", "json"))
        #expect(!matching.isEmpty && matching.allSatisfy { $0["line"]?.string?.contains("UF,URX") ?? false })
        let late = try objects(await logs(bundle, "--since-time", "2026-11-22T21:11:41Z", "-o", "json"))
        #expect(!late.isEmpty && late.allSatisfy { ($0["time"]?.string ?? "") >= "2026-11-22T21:11:41" })
        let last = await logs(bundle, "--component", "envoy", "--tail", "3", "-o", "raw")
        #expect(last.output.split(separator: "\n").count == 6)
        #expect(await logs(bundle, "--tail", "0").output.isEmpty)
    }

    @Test func `raw lines are the ones of the log`() async throws {
        let name = "logs/tenant/kubelb/kubelb-ccm-65d9674b8d-pjzp5/ccm.log"
        let file = try String(contentsOfFile: Folder.recorded("01-healthy/" + name), encoding: .utf8)
        let result = await logs(Folder.recorded("01-healthy"), "--component", "ccm", "-o", "raw")
        #expect(result.output == file)
    }

    @Test func `says what a bundle does not hold`() async throws {
        let partial = await logs(Folder.recorded("01-healthy"))
        #expect(partial.status == .success)
        #expect(partial.error.contains("the bundle contains no log of the tenant's Envoy"))
        try await withExample("") { bundle in
            let none = await logs(bundle)
            #expect(none.status == .success && none.output.isEmpty)
            #expect(none.error.contains("the bundle contains no log of the CCM"), "\(none.error)")
        }
        let previous = await logs(Folder.recorded("04-ccm-down"), "--previous", "--component", "ccm")
        #expect(previous.status == .success && !previous.output.isEmpty)
    }

    @Test func `keeps secrets and control characters away from the reader`() async throws {
        let token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzeXN0ZW0ifQ.c2lnbmF0dXJlLXNpZ25hdHVyZQ"
        let text = #"{"level":"error","ts":"2026-11-22T11:59:30.000Z","msg":"\#\u001b[2Jgone","error":"Bearer TOKEN"}"#
            .replacing("TOKEN", with: token)
        try await withExample("") { bundle in
            let folder = bundle + "/logs/tenant/kubelb/kubelb-ccm-1"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try (text + "\nplain \u{1B}[31m\u{9B}1m line\n").write(
                toFile: folder + "/ccm.log", atomically: true, encoding: .utf8)
            for words in [["-o", "text"], ["-o", "json"], ["-o", "raw"]] {
                // As on a terminal.
                let result = await run(
                    ["logs", "--component", "ccm", "--color", "never", "--from-bundle", bundle] + words, width: 120)
                #expect(!result.output.contains("eyJzdWIi"), "\(result.output)")
                #expect(result.output.contains("<redacted>"))
                #expect(
                    !result.output.unicodeScalars.contains {
                        $0.value < 0x20 && $0 != "\n" || (0x7F...0x9F).contains($0.value)
                    }, "\(words): \(result.output)")
            }
        }
    }

    @Test(arguments: [
        ("logs -n shop", "--namespace", "svc/NAME"), ("logs --component ccm,envoi", "envoi", "ccm,manager,envoy"),
        ("logs --tail some", "\"some\"", "100"), ("logs --since yesterday", "\"yesterday\"", "10m"),
        ("logs --since-time noon", "\"noon\"", "2026-11-22T12:00:00Z"),
        ("logs --since 1m --since-time 2026-11-22T12:00:00Z", "--since-time", "omit"),
        ("logs --grep (", "\"(\"", "backslash"), ("logs -f", "--follow", "bundle"),
        ("logs -f --previous", "--previous", ""),
        ("logs --level loud", "loud", "warning"), ("events -w", "--watch", "bundle"),
        ("events --types Error", "\"Error\"", "Normal,Warning"),
        ("events --since never", "\"never\"", ""), ("events -o mermaid", "mermaid", "table"),
    ])
    func `bad input is named`(words: String, fault: String, hint: String) async {
        let result = await run(words.split(separator: " ").map(String.init) + ["--from-bundle", Self.refused])
        #expect(result.status == .usage, "\(result.error)")
        #expect(result.output.isEmpty)
        #expect(result.error.contains(fault) && result.error.contains(hint), "\(result.error)")
    }

    @Test func `a Service that is not there is named, with near ones`() async {
        let result = await logs(Self.refused, "svc/wbe")
        #expect(result.status == .notFound)
        #expect(result.error.contains("did you mean default/web?"), "\(result.error)")
    }
}
