import Testing

@testable import Kubernetes

/// A log that is read in pieces comes out whole, each line once.
@Suite struct ResumePointTests {
    /// What a server has, in the order in which it has it.
    private typealias Line = (stamp: LogStamp, number: Int)

    private struct Random: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    private static let second = 1_000_000_000

    /// A log with many lines of one stamp, some of which stand behind later ones.
    private func log(_ count: Int, _ random: inout Random) -> [Line] {
        var time = 1_795_000_000 * Self.second
        return (0..<count).map { number in
            time += [0, 0, 0, 1, 1000, Self.second / 7, Self.second * 3].randomElement(using: &random) ?? 0
            let lag =
                Int.random(in: 0..<6, using: &random) == 0 ? Int.random(in: 0..<Self.second / 2, using: &random) : 0
            return (LogStamp(nanoseconds: time - lag), number)
        }
    }

    private static func record(_ line: Line) -> LogRecord {
        let digits = String(line.stamp.nanoseconds % second)
        let fraction = String(repeating: "0", count: 9 - digits.utf8.count) + digits
        return LogRecord(
            LineCutter.Line(Array("\(line.stamp.time.description.dropLast()).\(fraction)Z line \(line.number)".utf8)))
    }

    /// What the server gives from a moment on.
    private func answer(_ log: [Line], since: Timestamp?) -> [Line] {
        log.filter { line in since.map { line.stamp.nanoseconds >= $0.milliseconds * 1_000_000 } ?? true }
    }

    /// A server that gives every line the same stamp: what is remembered stays bounded, and is not searched anew for each line.
    @Test(arguments: [0, 1, 999])
    func `many lines of one stamp take no more room`(step: Int) {
        var point = ResumePoint(capacity: 100)
        var (most, shrinks) = (0, 0)
        for number in 0..<10_000 {
            let before = point.remembered
            let isNew = point.isNew(Self.record((LogStamp(nanoseconds: Self.second + number / 1000 * step), number)))
            #expect(isNew)
            most = max(most, point.remembered)
            if point.remembered < before { shrinks += 1 }
        }
        #expect(most <= 100)
        #expect(shrinks < 10_000 / 25)
        // The newest lines are still known.
        _ = point.resume()
        let isNewest = point.isNew(Self.record((LogStamp(nanoseconds: Self.second + 9 * step), 9999)))
        #expect(!isNewest)
    }

    @Test(arguments: 1...40) func `over connections that drop anywhere`(seed: Int) {
        var random = Random(state: UInt64(seed))
        let log = log(400, &random)
        var point = ResumePoint()
        var read: [Int] = []
        var written = 0
        while read.count < log.count {
            // The log grows while it is read, and the connection drops somewhere.
            written = min(log.count, written + Int.random(in: 1...60, using: &random))
            let lines = answer(Array(log[..<written]), since: point.resume())
            for line in lines.prefix(Int.random(in: 0...lines.count, using: &random))
            where point.isNew(Self.record(line)) {
                read.append(line.number)
            }
            if written == log.count {
                for line in answer(log, since: point.resume()) where point.isNew(Self.record(line)) {
                    read.append(line.number)
                }
            }
        }
        #expect(read.sorted() == Array(0..<log.count))
    }

    private func areNew(_ stamps: [Int], for point: inout ResumePoint) -> [Bool] {
        stamps.map { point.isNew(Self.record((LogStamp(nanoseconds: $0), 0))) }
    }

    @Test func `two lines with one stamp, cut between them`() {
        let stamp = 5 * Self.second + 7
        var point = ResumePoint()
        var from = [point.resume()]
        var answers = areNew([stamp], for: &point)
        from.append(point.resume())
        answers += areNew([stamp, stamp], for: &point)
        from.append(point.resume())
        answers += areNew([stamp, stamp, stamp], for: &point)
        #expect(from == [nil, Timestamp(milliseconds: 4000), Timestamp(milliseconds: 4000)])
        #expect(answers == [true, false, true, false, false, true])
    }

    @Test func `two lines with one stamp and different texts are told apart, also in another run's log`() {
        let stamp = LogStamp(nanoseconds: 5 * Self.second)
        var point = ResumePoint()
        var answers = [0, 1].map { point.isNew(Self.record((stamp, $0))) }
        _ = point.resume()
        answers += [2, 1, 3].map { point.isNew(Self.record((stamp, $0))) }
        #expect(answers == [true, true, true, false, true])
    }

    @Test func `remembers a constant number of stamps, and repeats nothing for it`() {
        var point = ResumePoint(capacity: 100)
        #expect(areNew(Array(0..<10_000), for: &point).allSatisfy { $0 })
        _ = point.resume()
        #expect(areNew(Array(0...10_000), for: &point).firstIndex(of: true) == 10_000)
    }

    @Test func `begins where it was asked to while nothing was seen`() {
        var point = ResumePoint(start: Timestamp(milliseconds: 12_000))
        var from = [point.resume()]
        point.leaveOutEarlier(Timestamp(milliseconds: 50_000))
        from.append(point.resume())
        #expect(from == [Timestamp(milliseconds: 12_000), Timestamp(milliseconds: 50_000)])
    }

    @Test func `of a log of which the end was asked for, what stands before is not wanted`() {
        var point = ResumePoint()
        _ = areNew([300, 400], for: &point)
        point.leaveOutEarlier(Timestamp(milliseconds: 1))
        _ = point.resume()
        #expect(areNew([100, 200, 300, 400, 500], for: &point) == [false, false, false, false, true])
    }

    @Test func `lines without a stamp are always new`() {
        var point = ResumePoint()
        let record = LogRecord(LineCutter.Line(Array("no stamp".utf8)))
        let answers = [point.isNew(record), point.isNew(record)]
        #expect(answers == [true, true])
    }
}
