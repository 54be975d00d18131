import KubeLB
import Kubernetes
import Testing

@Suite("Errors that a log repeats")
struct RecurringErrorsTests {
    private static let externalDNS = [15, 16, 17].map { minute in
        #"time="2026-11-22T20:\#(minute):41Z" level=error msg="Failed to do run once: soft error\nStatusCode: 403, RequestID: "#
            + "fcf2013\(minute)-843d-464a-aeef-dd8d83b0f8b3, InvalidClientTokenId\""
    }
    private static let nginx = [15, 16, 17].map { minute in
        "2026/11/22 20:\(minute):41 [error] 3\(minute)#33: *84\(minute) broken header: \"GET /\(minute) HTTP/1.1"
    }
    private static let klog = [15, 16, 17].map { minute in
        #"E1122 20:\#(minute):03.571865       1 controller.go:150] "re-queuing item" err="failed calling webhook" key="a/b""#
    }
    private static let envoy = [15, 16, 17].map { minute in
        "[2026-11-22 20:\(minute):45.047][1][warning][config] [./source/grpc_stream.h:226] DeltaAggregatedResources gRPC config "
            + "stream to xds_cluster closed since 9\(minute)s ago: 14, reset"
    }
    /// As Envoy Gateway logs, with seconds since 1970.
    private static let zap = [0, 60, 120].map { second in
        "179529\(1000 + second).25\terror\tinfrastructure\trunner/runner.go:110\tfailed to create the Deployment\t"
            + #"{"runner": "infrastructure", "error": "exceeded quota"}"#
    }

    @Test(
        "lines that differ in numbers and IDs are one error, in every format",
        arguments: zip(
            [externalDNS, nginx, klog, envoy, zap],
            [
                "Failed to do run once: soft error\nStatusCode: #, RequestID: #-#-#-#-#, InvalidClientTokenId",
                "broken header",
                "re-queuing item: failed calling webhook",
                "DeltaAggregatedResources gRPC config stream to xds_cluster closed since # ago: #, reset",
                "failed to create the Deployment: exceeded quota",
            ]))
    func grouped(lines: [String], shape: String) throws {
        let tail = LogSamples.tail(lines)
        let groups = RecurringErrors(in: tail.lines) { $0.level == .error || $0.level == .warning }.groups
        #expect(groups.map(\.shape) == [shape])
        let group = try #require(groups.first)
        #expect(group.count == 3)
        #expect(group.span == 120)
        let last = try #require(group.last)
        #expect(group.ongoing(at: last.adding(seconds: 600), .occasional())?.count == 3)
        #expect(group.ongoing(at: last.adding(seconds: 600)) == nil)
        #expect(group.ongoing(at: last.adding(seconds: 3600), .occasional()) == nil)
        #expect(group.ongoing(at: last, .occasional(fewest: 4)) == nil)
    }

    @Test("warnings count only where they are asked for, and information does not")
    func levels() {
        #expect(RecurringErrors(in: LogSamples.tail(Self.envoy).lines).groups.isEmpty)
        let information = [
            #"time="2026-11-22T20:15:41Z" level=info msg="All records are already up to date""#, "plain text",
        ]
        #expect(RecurringErrors(in: LogSamples.tail(information).lines).groups.isEmpty)
    }

    @Test("different errors are not one, and what was logged last stands last")
    func different() {
        let lines = [
            "2026/11/22 20:15:41 [error] 3#3: *8 upstream timed out, client: 10.0.0.1, server: a.example",
            "2026/11/22 20:15:42 [emerg] 1#1: unknown directive \"x\" in /tmp/nginx/nginx-cfg38390417:612",
            "2026/11/22 20:15:43 [error] 3#3: *9 upstream timed out, client: 10.0.0.2, server: b.example",
        ]
        #expect(
            RecurringErrors(in: LogSamples.tail(lines).lines).groups.map(\.shape) == [
                "unknown directive \"x\" in /tmp/nginx/nginx-#:#", "upstream timed out",
            ])
    }

    @Test("what the log has after an error, which may show that it is over")
    func later() {
        let success = #"time="2026-11-22T20:18:41Z" level=info msg="All records are already up to date""#
        func later(_ lines: [String]) -> [[String]] {
            RecurringErrors(in: LogSamples.tail(lines).lines).groups.map { $0.later.map(\.message) }
        }
        #expect(later(Self.externalDNS + [success]) == [["All records are already up to date"]])
        #expect(later([success] + Self.externalDNS) == [[]])
    }

    @Test("an error without times proves nothing")
    func timeless() throws {
        let group = try #require(
            RecurringErrors(
                in: LogSamples.tail(Array(repeating: #"{"level":"error","msg":"refused"}"#, count: 5)).lines
            ).groups.first)
        #expect(group.count == 5)
        #expect(group.ongoing(at: Self.now, .occasional()) == nil)
    }

    @Test("a name made from a UUID is one name, also if a group of it has letters only")
    func uuids() {
        let shapes = ["8a6e0e1c-1f0d-4a11-beef-0c1d2e3f4a5b", "77aa1b2c-cafe-4b22-9c3d-1a2b3c4d5e6f"].map {
            RecurringErrors.shape(of: LogSamples.line("cannot serve envoy-\($0)"))
        }
        #expect(shapes == Array(repeating: "cannot serve envoy-#-#-#-#-#", count: 2))
    }

    // MARK: What goes on

    private static let now = Timestamp(milliseconds: 1_795_348_800_000)

    private func ongoing(
        _ ages: [Int], _ persistence: RecurringErrors.Persistence = .steady,
        text: (Int) -> String = { "cannot serve 10.0.0.\($0): id \($0)" }
    ) -> [RecurringErrors.Group] {
        let lines = ages.enumerated().map { index, age in
            let time = Timestamp(milliseconds: Self.now.milliseconds - age * 1000)
            return LogSamples.line(#"{"level":"error","ts":"\#(time)","msg":"\#(text(index))"}"#)
        }
        return RecurringErrors(in: lines).groups.compactMap { $0.ongoing(at: Self.now, persistence) }
    }

    @Test("the same but for numbers, and still going on")
    func goesOn() {
        let found = ongoing([900, 600, 300, 60])
        #expect(found.map(\.count) == [4])
        #expect(found.first?.span == 840)
    }

    @Test("retries that come less often each time")
    func backoff() {
        #expect(ongoing([3600, 2600, 1600, 600]).first?.count == 4)
    }

    @Test(
        "what is no repeated error",
        arguments: [
            [300, 60], [70, 60, 50], [9000, 8700, 8400], [7200, 3600, 60], [700, 680, 660, 600], [],
        ])
    func single(ages: [Int]) {
        #expect(ongoing(ages).isEmpty)
    }

    @Test("different errors are not one that goes on")
    func differentOngoing() {
        #expect(ongoing([900, 600, 300]) { ["one", "two", "three"][$0] }.isEmpty)
    }

    @Test("a loop that fills the log within a minute")
    func tightLoop() {
        let ages = Array(repeating: 1, count: 150)
        #expect(ongoing(ages).first?.count == 150)
        #expect(ongoing(ages, .occasional()).isEmpty)
    }

    @Test(
        "what happens now and then goes on over longer pauses, and not from one day to the next",
        arguments: zip([[7300, 3700, 1900], [90000, 86400, 300], [40000, 30000, 20000]], [3, nil, nil]))
    func occasional(ages: [Int], count: Int?) {
        #expect(ongoing(ages, .occasional()).first?.count == count)
        #expect(ongoing(ages).isEmpty)
    }
}
