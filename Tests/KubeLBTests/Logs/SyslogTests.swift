import KubeLB
import Kubernetes
import Testing

/// Lines of syslog, as NCP writes them into its log.
@Suite struct SyslogTests {
    private static let now = Timestamp("2026-11-22T12:00:00Z")

    struct Case: Sendable {
        let text: String
        var level = LogLine.Level.unknown
        var time: String?
        var logger = ""
        var message: String?
    }

    @Test(arguments: [
        Case(
            text:
                #"1 2026-11-22T20:31:09.600Z node-1 NSX 7 - [nsx@6876 comp="ncp" level="ERROR"] nsx_ujo.ncp.lb Failed: it is full"#,
            level: .error, time: "2026-11-22T20:31:09.600Z", logger: "nsx_ujo.ncp.lb", message: "Failed: it is full"),
        Case(
            text: #"1 2026-11-22T20:31:09Z node-1 NSX 7 - [nsx@6876 comp="ncp" level="INFO"] nsx_ujo.ncp Processing"#,
            level: .info, time: "2026-11-22T20:31:09Z", logger: "nsx_ujo.ncp", message: "Processing"),
        Case(
            text: "<11>1 2026-11-22T20:31:09Z node-1 ncp 7 - - It fails", level: .error, time: "2026-11-22T20:31:09Z",
            message: "It fails"),
        Case(text: "1 of 2 nodes is Ready and the other one is not yet"),
        Case(text: "1 2026-11-22T20:31:09Z"),
        Case(text: "<b>1 2026-11-22T20:31:09Z a b c d e"),
        Case(text: ""),
    ])
    func lines(wanted: Case) throws {
        let now = try #require(Self.now)
        let line = LogLine(wanted.text, reference: now)
        #expect(line.level == wanted.level)
        #expect(line.time == wanted.time.flatMap { Timestamp($0) })
        #expect(line.logger == wanted.logger)
        #expect(line.message == wanted.message ?? wanted.text)
    }
}
