import Kubernetes
import Testing
import Topology

@testable import Commands

/// A server that sends a log without end.
@Suite struct EndlessLogTests {
    private struct EndlessLines: LogLines {
        mutating func next() -> LogRecord? { LogRecord(LineCutter.Line(Array("a line".utf8), cut: 1 << 20)) }
    }

    private struct EndlessSupply: LogSupply {
        func logs(_ components: [LogComponent], previous: Bool) -> LogChoice { LogChoice() }
        func open(_ log: LogSource, _ range: LogRange) async -> Result<any LogLines, LogProblem> {
            .success(EndlessLines())
        }
    }

    @Test func readingEndsAndSaysSo() async {
        let source = LogSource(side: .tenant, namespace: "kubelb", pod: "pod", container: "ccm")
        let reader = LogReader(
            source, .ccm, LogFilter(), correction: 0, reference: Timestamp(milliseconds: 0))
        var shown = 0
        let outcome = await LogHistory(supply: EndlessSupply()).read([reader], range: { _ in LogRange() }) { _ in
            shown += 1
        }
        #expect(shown == 63)
        #expect(outcome.problems.count == 1)
        #expect(outcome.problems.first?.text.contains("longer than 64 MiB") == true)
    }

    private struct ShortLines: LogLines {
        mutating func next() -> LogRecord? { LogRecord(LineCutter.Line(Array("a line".utf8), cut: 0)) }
    }

    private struct ImpatientSupply: LogSupply {
        var readingLimit: Duration? { .milliseconds(20) }
        func logs(_ components: [LogComponent], previous: Bool) -> LogChoice { LogChoice() }
        func open(_ log: LogSource, _ range: LogRange) async -> Result<any LogLines, LogProblem> {
            .success(ShortLines())
        }
    }

    /// It would take minutes to read 64 MiB of short lines, whether they are shown or not.
    @Test(arguments: [false, true]) func readingTakesNoLongerThanItMay(hidesAll: Bool) async {
        var filter = LogFilter()
        if hidesAll { filter.pattern = LogPattern("nothing like this") }
        let readers = ["one", "two"].map { pod in
            LogReader(
                LogSource(side: .tenant, namespace: "kubelb", pod: pod, container: "ccm"), .ccm, filter, correction: 0,
                reference: Timestamp(milliseconds: 0))
        }
        let outcome = await LogHistory(supply: ImpatientSupply()).read(readers, range: { _ in LogRange() }) { _ in }
        #expect(outcome.problems.count == 2)
        #expect(outcome.problems.allSatisfy { $0.text.contains("reading took longer than --request-timeout") })
    }
}
