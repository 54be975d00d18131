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
                "Failed to do run once: soft error\nStatusCode: #, RequestID: #, InvalidClientTokenId", "broken header",
                "re-queuing item: failed calling webhook",
                "DeltaAggregatedResources gRPC config stream to xds_cluster closed since # ago: #, reset",
                "failed to create the Deployment: exceeded quota",
            ]))
    func grouped(lines: [String], shape: String) throws {
        let tail = LogSamples.tail(lines)
        let groups = RecurringErrors(in: tail.lines, includesWarnings: true).groups
        #expect(groups.map(\.shape) == [shape])
        let group = try #require(groups.first)
        #expect(group.count == 3)
        #expect(group.span == 120)
        #expect(group.longestPause == 60)
        let last = try #require(group.last)
        #expect(group.goesOn(at: last.adding(seconds: 600)))
        #expect(!group.goesOn(at: last.adding(seconds: 3600)))
        #expect(!group.goesOn(at: last, fewest: 4))
    }

    @Test("warnings count only where they are asked for, information never")
    func levels() {
        #expect(RecurringErrors(in: LogSamples.tail(Self.envoy).lines).groups.isEmpty)
        let information = [
            #"time="2026-11-22T20:15:41Z" level=info msg="All records are already up to date""#, "plain text",
        ]
        #expect(RecurringErrors(in: LogSamples.tail(information).lines, includesWarnings: true).groups.isEmpty)
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

    @Test("an error that a later line heals is left out")
    func healed() {
        let success = #"time="2026-11-22T20:18:41Z" level=info msg="All records are already up to date""#
        func groups(_ lines: [String]) -> [RecurringErrors.Group] {
            RecurringErrors(in: LogSamples.tail(lines).lines) { _, later in later.message.hasPrefix("All records") }
                .groups
        }
        #expect(groups(Self.externalDNS + [success]).isEmpty)
        #expect(groups([success] + Self.externalDNS).count == 1)
    }

    @Test("an error without times proves nothing")
    func timeless() throws {
        let group = RecurringErrors(
            in: LogSamples.tail(Array(repeating: #"{"level":"error","msg":"refused"}"#, count: 5)).lines
        ).groups.first
        #expect(try #require(group).count == 5)
        #expect(try !#require(group).goesOn(at: #require(Timestamp("2026-11-22T20:18:41Z"))))
    }
}
