import KubeLB
import Kubernetes
import Testing

@Suite("Log lines in their formats")
struct LogLineTests {
    @Test("zap's JSON")
    func zap() {
        let line = LogSamples.line(
            """
            {"level":"error","ts":"2026-11-22T20:30:50.034Z","logger":"setup","msg":"failed to create manager",\
            "error":"Get \\"https://127.0.0.1:41999/api\\": refused","stacktrace":"main.main\\n\\tmain.go:245"}\r
            """)
        #expect(line.level == .error)
        #expect(line.time == Timestamp("2026-11-22T20:30:50.034Z"))
        #expect(line.logger == "setup")
        #expect(line.message == "failed to create manager")
        #expect(line.error == "Get \"https://127.0.0.1:41999/api\": refused")
        #expect(line.controller.isEmpty && line.objectName.isEmpty && line.objectNamespace.isEmpty)
    }

    @Test("repeated keys: the last pair is the object, and all are kept")
    func repeatedKeys() {
        let line = LogSamples.line(
            """
            {"level":"Level(-2)","ts":"2026-11-22T20:28:21.598Z","logger":"kubelb.service.reconciler","msg":"writing",\
            "name":"web","namespace":"default","name":"d2fa","namespace":"tenant-demo"}
            """)
        #expect(line.level == .debug)
        #expect(line.objects.map(\.name) == ["web", "d2fa"])
        #expect(line.objects.map(\.namespace) == ["default", "tenant-demo"])
        #expect(line.objectName == "d2fa")
        #expect(line.objectNamespace == "tenant-demo")
    }

    @Test("the object that the tenant controller writes as the name")
    func nestedName() {
        let line = LogSamples.line(
            #"{"level":"error","logger":"controllers.route-controller","msg":"reconciling failed","name":{"name":"acme"}}"#
        )
        #expect(line.objectName == "acme")
        #expect(line.time == nil)
    }

    @Test(
        "levels",
        arguments: [
            ("error", LogLine.Level.error), ("dpanic", .error), ("fatal", .error), ("warn", .warning), ("info", .info),
            ("debug", .debug), ("Level(-6)", .debug), ("notice", .info), ("loud", .unknown),
        ])
    func levels(name: String, expected: LogLine.Level) {
        #expect(LogSamples.line(#"{"level":"\#(name)","msg":"x"}"#).level == expected)
    }

    @Test("seconds since 1970, zap's default")
    func epoch() {
        #expect(LogSamples.line(#"{"ts":1795377600.25,"msg":"x"}"#).time?.milliseconds == 1_795_377_600_250)
        #expect(LogSamples.line(#"{"ts":1e300,"msg":"x"}"#).time == nil)
    }

    @Test("go-kit's JSON, which may have no message")
    func goKit() {
        let line = LogSamples.line(
            """
            {"caller":"config_controller.go:147","controller":"ConfigReconciler","error":"pools overlap","level":"error",\
            "ts":"2026-11-22T21:39:28Z"}
            """)
        #expect(line.level == .error)
        #expect(line.controller == "ConfigReconciler")
        #expect(line.errorText == "pools overlap")
        #expect(LogSamples.line(#"{"event":"config reloaded","level":"info","ts":1}"#).message == "config reloaded")
        #expect(LogSamples.line(#"{"level":"info","event":"x"}"#).level == .unknown)
    }

    @Test(
        "what FRR logs about its BGP sessions",
        arguments: [
            (
                "2026/11/22 21:55:52 BGP: %NOTIFICATION: sent to neighbor 192.0.2.1 2/2 (OPEN Message Error/Bad Peer AS) 2 bytes fb f5",
                "192.0.2.1", false, "OPEN Message Error/Bad Peer AS, it has AS 64501"
            ),
            (
                "2026/11/22 21:55:52.123 BGP: [HZN6M-XRM1G] %NOTIFICATION: received from neighbor 2001:db8::1 2/2 "
                    + "(OPEN Message Error/Bad Peer AS) 0 bytes", "2001:db8::1", false, "OPEN Message Error/Bad Peer AS"
            ),
            ("2026/11/22 21:55:52 BGP: %ADJCHANGE: neighbor 192.0.2.1(tor) in vrf default Up", "192.0.2.1", true, ""),
            (
                "2026/11/22 21:55:52 BGP: %ADJCHANGE: neighbor 192.0.2.1 in vrf default Down Peer closed", "192.0.2.1",
                false, ""
            ),
        ])
    func neighborChanges(text: String, neighbor: String, isUp: Bool, reason: String) {
        let change = LogSamples.line(text).neighborChange
        #expect(change?.neighbor == neighbor)
        #expect(change?.isUp == isUp)
        #expect(change?.reason == reason)
    }

    @Test(
        "other lines of FRR",
        arguments: [
            "2026/11/22 21:55:52 BGP: rcvd End-of-RIB for IPv4 Unicast from 192.0.2.1 in vrf default",
            "2026/11/22 21:55:52 BGP: %NOTIFICATION: sent to neighbor 192.0.2.1 2/2 (cut", "BGP: neighbor ",
            "2026/11/22 21:55:52 ZEBRA: %ADJCHANGE: neighbor 192.0.2.1 Up",
        ])
    func noNeighborChange(text: String) {
        #expect(LogSamples.line(text).neighborChange == nil)
    }

    @Test("a line that breaks off keeps what stands before the break")
    func brokenJSON() {
        let line = LogSamples.line(#"{"level":"error","msg":"problem running kubelb","error":"x","stacktrace":"main.m"#)
        #expect(line.level == .error)
        #expect(line.message == "problem running kubelb")
        #expect(line.error == "x")
    }

    @Test("what only looks like JSON is a plain line", arguments: ["{", "{}", #"{"a":1}"#, "{nothing", #"{"level"#])
    func notZap(text: String) {
        let line = LogSamples.line(text)
        #expect(line.message == text)
        #expect(line.level == .unknown)
    }

    @Test("zap's console format")
    func console() {
        let line = LogSamples.line(
            "2026-11-22T20:30:50.034Z\tERROR\tsetup\tunable to start\t{\"error\": \"x\", \"controller\": \"c\"}")
        #expect(line.level == .error)
        #expect(line.time == Timestamp("2026-11-22T20:30:50.034Z"))
        #expect(line.logger == "setup")
        #expect(line.message == "unable to start")
        #expect(line.error == "x")
        #expect(line.controller == "c")
        let short = LogSamples.line("2026-11-22T20:30:50.034Z\tINFO\tstarting")
        #expect(short.level == .info)
        #expect(short.logger.isEmpty)
        #expect(short.message == "starting")
    }

    @Test("klog's text")
    func klog() {
        let line = LogSamples.line(
            #"E1122 20:30:12.842236   14212 event.go:359] "Rejected \"it\"\tnow" err="a \"b\" \u00e9 \x41" name="x" "#
                + #"namespace=kubelb event="&Event{x}" logger="cache""#)
        #expect(line.level == .error)
        #expect(line.time == Timestamp("2026-11-22T20:30:12.842Z"))
        #expect(line.message == "Rejected \"it\"\tnow")
        #expect(line.error == "a \"b\" é A")
        #expect(line.objectName == "x")
        #expect(line.objectNamespace == "kubelb")
        #expect(line.logger == "cache")
    }

    @Test("klog's unstructured text, and a quote that is not closed")
    func klogPlain() {
        let line = LogSamples.line("W1122 20:30:12.842236       1 reflector.go:561] failed to list *v1.Node: EOF")
        #expect(line.level == .warning)
        #expect(line.message == "failed to list *v1.Node: EOF")
        #expect(LogSamples.line(#"F1122 20:30:12.842236 1 a.go:1] "never clo\"#).message == "never clo")
        #expect(LogSamples.line(#"I1122 20:30:12.842236 1 a.go:1] "m" err="cut \u00"#).error == "cut ")
    }

    @Test(
        "klog leaves the year out",
        arguments: [
            ("2026-01-01T00:00:05Z", "1231 23:59:59.000000", "2025-12-31T23:59:59Z"),
            ("2026-12-31T23:59:59Z", "1231 23:59:58.000000", "2026-12-31T23:59:58Z"),
            ("2026-11-22T20:00:00Z", "1122 21:00:00.000000", "2026-11-22T21:00:00Z"),
        ])
    func klogYear(reference: String, clock: String, expected: String) throws {
        let reference = try #require(Timestamp(reference))
        #expect(LogLine("I\(clock) 1 a.go:1] x", reference: reference).time == Timestamp(expected))
    }

    @Test("plain lines")
    func plain() {
        let line = LogSamples.line("2026/11/22 20:24:31 setting snapshot for node tenant-acme")
        #expect(line.message == "2026/11/22 20:24:31 setting snapshot for node tenant-acme")
        #expect(line.time == Timestamp("2026-11-22T20:24:31Z"))
        #expect(line.level == .unknown)
        #expect(LogSamples.line("panic: no").message == "panic: no")
        #expect(LogSamples.line("").message.isEmpty)
    }

    @Test("kubectl's time stamps")
    func timestamps() {
        let stamp = "2026-11-22T21:28:20.827426000Z "
        #expect(LogSamples.line(stamp + "panic: no").message == "panic: no")
        #expect(LogSamples.line(stamp + "panic: no").time == Timestamp("2026-11-22T21:28:20.827Z"))
        let zap = LogSamples.line(stamp + #"{"level":"info","ts":"2026-11-22T20:30:50.034Z","msg":"x"}"#)
        #expect(zap.message == "x")
        #expect(zap.time == Timestamp("2026-11-22T20:30:50.034Z"))
        #expect(LogSamples.line(stamp + #"{"msg":"x"}"#).time == Timestamp("2026-11-22T21:28:20.827Z"))
    }

    @Test("a line of two megabytes is cut")
    func longLine() {
        let long = LogSamples.line(String(repeating: "x", count: 1 << 21))
        #expect(long.message.utf8.count == LogLine.lengthLimit)
        let zap = LogSamples.line(
            #"{"msg":"m","error":"e","stacktrace":""# + String(repeating: "y", count: 1 << 21) + "\"}")
        #expect(zap.message == "m")
        #expect(zap.error == "e")
    }

    @Test("any bytes make a line")
    func anyBytes() {
        var state: UInt64 = 7
        let seeds = [
            #"{"level":"error","ts":"2026-11-22T20:30:50Z","name":{"name":"é"},"msg":"m\u00e9","error":"x"}"#,
            #"E1122 20:30:12.842236 14212 event.go:359] "m" err="a \u00e9 \x41" name="x""#,
            "2026-11-22T20:30:50.034Z\tERROR\tsetup\tm\t{\"error\": \"x\"}",
        ].map { Array($0.utf8) }
        for round in 0..<3000 {
            var bytes = seeds[round % seeds.count]
            for _ in 0..<3 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes[Int(state >> 33) % bytes.count] = UInt8(truncatingIfNeeded: state >> 24)
            }
            bytes.removeLast(round % 7)
            let line = LogLine(bytes[...], reference: LogSamples.reference)
            #expect(line.message.utf8.count <= bytes.count * 3)
            _ = LogSignature(line)
        }
    }
}

@Suite("Tails of logs")
struct LogTailTests {
    @Test("the last lines, without blank ones")
    func lastLines() {
        let bytes = Array("one\n\n  \ntwo\r\nthree\n\n".utf8)
        #expect(LogTail(text: bytes, reference: LogSamples.reference).lines.map(\.message) == ["one", "two", "three"])
        #expect(
            LogTail(text: bytes, last: 2, reference: LogSamples.reference).lines.map(\.message) == ["two", "three"])
        #expect(LogTail(text: bytes, last: 0, reference: LogSamples.reference).isEmpty)
    }

    @Test("an empty log")
    func empty() {
        let tail = LogTail(text: [], reference: LogSamples.reference)
        #expect(tail.isEmpty)
        #expect(tail.recognised().isEmpty)
    }
}
