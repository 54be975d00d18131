import KubeLB
import Kubernetes
import Redaction
import Testing
import Topology

/// Which lines are a Service's, by its name, namespace, UID and node ports.
@Suite struct LogFilterTests {
    private static let uid = "7c1e0000-0000-4000-8000-0000000009b2"
    private static let scope = LogScope(
        namespace: "shop", name: "web", uids: [uid], nodePorts: [31080], tenantNamespace: "tenant-acme")

    private func entry(_ text: String, _ component: LogComponent) -> LogEntry {
        let source = LogSource(
            side: component.side, namespace: "kubelb", pod: "pod-1", container: component.containerName)
        var parser = LogParser(source, component, reference: Timestamp(milliseconds: 1_795_000_000_000))
        return parser.entry(LogRecord(LineCutter.Line(Array(text.utf8))))
    }

    private func verdict(_ text: String, _ component: LogComponent, isExplained: Bool = false) -> LogFilter.Verdict {
        var filter = LogFilter()
        filter.scopes = [Self.scope]
        return filter.verdict(on: entry(text, component), isExplained: isExplained)
    }

    private static func access(_ upstream: String, flags: String = "-") -> String {
        "[2026-11-22T21:10:58.956Z] \"- - -\" 0 \(flags) 46 185 12 - \"10.77.3.11:52026\" \"-\" \"-\" \"-\" \"\(upstream)\""
    }

    @Test(arguments: [
        #"{"level":"info","ts":"2026-11-22T20:30:50.034Z","msg":"x","name":"web","namespace":"shop"}"#,
        #"{"level":"error","ts":"2026-11-22T20:30:50.034Z","msg":"failed for shop/web: no"}"#,
        #"{"level":"info","msg":"x","name":"7c1e0000-0000-4000-8000-0000000009b2","namespace":"tenant-acme"}"#,
    ])
    func `the CCM's lines by name or UID`(line: String) { #expect(verdict(line, .ccm) == .shown) }

    @Test(arguments: [
        #"{"level":"info","msg":"x","name":"web","namespace":"other"}"#,
        #"{"level":"info","msg":"x","name":"web-2","namespace":"shop"}"#,
        #"{"level":"error","msg":"failed for shop/web-2: no"}"#,
        #"{"level":"error","msg":"failed for workshop/web: no"}"#,
        #"{"level":"info","msg":"web in shop"}"#,
    ])
    func `not those of others with a similar name`(line: String) { #expect(verdict(line, .ccm) == .hidden) }

    @Test func `the manager's lines by the LoadBalancer, not by the Service's name`() {
        #expect(
            verdict(#"{"level":"info","msg":"x","name":"\#(Self.uid)","namespace":"tenant-acme"}"#, .manager) == .shown)
        #expect(verdict(#"{"level":"info","msg":"creating envoy-\#(Self.uid)"}"#, .manager) == .shown)
        #expect(verdict(#"{"level":"info","msg":"x","name":"web","namespace":"shop"}"#, .manager) == .hidden)
    }

    @Test func `lines of a whole tenant, not those of one with a longer name`() throws {
        var observation = Observation(now: Timestamp(milliseconds: 0), source: "test")
        observation.position = .management
        observation.requestedTenant = "acme"
        var filter = LogFilter()
        filter.scopes = [LogScope(try #require(Topology(observation).tenant.value))]
        func verdict(_ text: String, _ component: LogComponent = .manager) -> LogFilter.Verdict {
            filter.verdict(on: entry(text, component))
        }
        #expect(verdict(#"{"level":"info","msg":"x","name":"a","namespace":"tenant-acme"}"#) == .shown)
        #expect(verdict(#"{"level":"info","msg":"x","name":"acme"}"#) == .shown)
        #expect(verdict(#"{"level":"info","msg":"reconciling tenant-acme"}"#) == .shown)
        #expect(verdict(#"{"level":"info","msg":"x","name":"acme","namespace":"shop"}"#) == .hidden)
        #expect(verdict(#"{"level":"info","msg":"reconciling tenant-acme-eu"}"#) == .hidden)
        #expect(verdict(#"{"level":"info","msg":"x","name":"acme-eu"}"#) == .hidden)
        #expect(verdict(Self.access("10.0.0.1:31081"), .envoy) == .shown)
    }

    @Test func `Envoy's connections by the node port`() {
        #expect(verdict(Self.access("10.0.0.1:31080"), .envoy) == .shown)
        #expect(verdict(Self.access("10.0.0.1:31081"), .envoy) == .hidden)
        #expect(verdict(Self.access("[2001:db8::1]:31080"), .envoy) == .shown)
        // Nothing in it tells the Service.
        #expect(verdict(Self.access("-", flags: "UH"), .envoy) == .unattributable)
    }

    @Test func `explained errors without a Service are every Service's, those of another tenant are not`() {
        let all = #"{"level":"error","msg":"unable to find a node with an IP address","name":"node-a"}"#
        #expect(verdict(all, .ccm, isExplained: true) == .shown)
        #expect(verdict(all, .ccm) == .hidden)
        func missing(_ namespace: String) -> String {
            #"{"level":"error","msg":"x","namespace":"\#(namespace)","name":"other","#
                + #""error":"failed to get addresses: Addresses.kubelb.k8c.io \"default\" not found"}"#
        }
        #expect(verdict(missing("tenant-acme"), .manager, isExplained: true) == .shown)
        #expect(verdict(missing("tenant-other"), .manager, isExplained: true) == .hidden)
    }

    @Test func `by level, where lines without one rank with errors`() {
        var filter = LogFilter()
        filter.minimum = .warning
        #expect(filter.verdict(on: entry(#"{"level":"info","msg":"x"}"#, .ccm)) == .hidden)
        #expect(filter.verdict(on: entry(#"{"level":"error","msg":"x"}"#, .ccm)) == .shown)
        #expect(filter.verdict(on: entry("panic: runtime error", .ccm)) == .shown)
        #expect(filter.verdict(on: entry(Self.access("10.0.0.1:31080"), .envoy)) == .hidden)
        #expect(filter.verdict(on: entry(Self.access("10.0.0.1:31080", flags: "UF,URX"), .envoy)) == .shown)
    }

    @Test(arguments: [
        ("2026/11/22 20:16:09 setting snapshot for node tenant-demo", true),
        (
            #"2026/11/22 20:16:09 open watch 3 for type.googleapis.com/envoy.config.cluster.v3.Cluster map[] from nodeID "t""#,
            true
        ),
        (
            #"2026/11/22 20:16:09 respond type.googleapis.com/envoy.config.listener.v3.Listener version "" with version "1""#,
            true
        ),
        (#"{"level":"error","msg":"failed setting snapshot for node tenant-demo"}"#, false),
        ("panic: runtime error", false),
    ])
    func `what the manager logs for each snapshot, on request`(line: String, isHidden: Bool) {
        var filter = LogFilter()
        #expect(filter.verdict(on: entry(line, .manager)) == .shown)
        filter.hidesSnapshots = true
        #expect((filter.verdict(on: entry(line, .manager)) == .hidden) == isHidden)
        #expect(filter.verdict(on: entry(line, .ccm)) == .shown)
    }

    @Test func `by a pattern, plain or not`() throws {
        for (pattern, isShown) in [
            ("leader", true), ("LEADER", false), ("le.d", true), ("^x", false), ("[0-9]{3}", true),
        ] {
            var filter = LogFilter()
            filter.pattern = LogPattern(pattern)
            #expect((filter.verdict(on: entry("the leader 123", .ccm)) == .shown) == isShown, "\(pattern)")
        }
        #expect(LogPattern("a(") == nil)
    }

    @Test func `times are moved to the tenant cluster's clock, and never go back within a log`() {
        let source = LogSource(side: .management, namespace: "kubelb", pod: "p", container: "manager")
        var parser = LogParser(source, .manager, correction: -30, reference: Timestamp(milliseconds: 1_795_000_000_000))
        func read(_ time: String) -> LogEntry {
            parser.entry(LogRecord(LineCutter.Line(Array(#"{"level":"info","ts":"\#(time)","msg":"x"}"#.utf8))))
        }
        #expect(read("2026-11-22T20:30:50.500Z").time == Timestamp("2026-11-22T20:30:20.500Z"))
        let earlier = read("2026-11-22T20:30:40.000Z")
        #expect(earlier.time == Timestamp("2026-11-22T20:30:10.000Z"))
        #expect(earlier.order == Timestamp("2026-11-22T20:30:20.500Z"))
    }
}

@Suite struct LineRedactorTests {
    private func redacted(_ lines: [String]) -> [String] {
        var redactor = LineRedactor()
        return lines.map { String(decoding: redactor.redacted(Array($0.utf8)), as: UTF8.self) }
    }

    @Test func `tokens go, the rest of the line stays`() {
        let token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzeXN0ZW0ifQ.c2lnbmF0dXJlLXNpZ25hdHVyZQ"
        let lines = redacted(["calling with Bearer \(token) now", "token=\(token) and more", "nothing"])
        #expect(!lines.joined().contains("eyJzdWIi"))
        #expect(lines[0].hasSuffix(" now") && lines[1].hasSuffix(" and more"))
        #expect(lines[2] == "nothing")
    }

    @Test func `a key on several lines goes as a whole, and what follows stays`() {
        let lines = redacted([
            "before", "-----BEGIN RSA PRIVATE KEY-----", "MIIEowIBAAKCAQEA7", "q1w2e3r4t5",
            "-----END RSA PRIVATE KEY-----",
            "after",
        ])
        #expect(!lines.joined().contains("MIIE") && !lines.joined().contains("q1w2"))
        #expect(lines.first == "before" && lines.last == "after")
    }

    @Test func `a key without an end does not swallow the log`() {
        let lines = redacted(["-----BEGIN PRIVATE KEY-----", "MIIEowIBAAKCAQEA7", "a line of words, as logs have"])
        #expect(!lines.joined().contains("MIIE"))
        #expect(lines.last == "a line of words, as logs have")
    }
}
