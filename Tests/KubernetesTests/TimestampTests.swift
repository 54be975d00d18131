import Kubernetes
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:01.5Z", 1500), ("2026-11-22T20:31:12Z", 1_795_379_472_000),
        ("2026-11-22T20:30:16.847076Z", 1_795_379_416_847), ("2026-11-22T21:31:12+01:00", 1_795_379_472_000),
        ("2000-02-29T12:00:00Z", 951_825_600_000), ("1969-12-31T23:59:59Z", -1000),
        ("2024-02-29T00:00:00.000000000Z", 1_709_164_800_000),
    ])
    func reads(text: String, milliseconds: Int) {
        #expect(Timestamp(text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "2026-11-22", "2026-11-22T20:31:12", "2026-13-22T20:31:12Z", "2026-11-22T24:31:12Z",
        "2026-11-22T20:31:12.Z",
        "2026-11-22T20:31:12Zjunk", "26-11-22T20:31:12Z", "2026-11-22T20:31:12+1:00", "yesterday",
    ])
    func refuses(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test(arguments: ["2026-11-22T20:31:12Z", "2000-02-29T00:00:00Z", "1969-12-31T23:59:59Z", "2100-03-01T01:02:03Z"])
    func writesWhatItRead(text: String) {
        #expect(Timestamp(text)?.description == text)
    }

    @Test func countsSeconds() throws {
        let earlier = try #require(Timestamp("2026-11-22T20:31:12Z"))
        #expect(earlier.adding(seconds: 90).seconds(since: earlier) == 90)
        #expect(earlier.seconds(since: earlier.adding(seconds: 2.5)) == -2.5)
    }

    @Test func staysWithinWhatCanBeWritten() {
        let (first, last) = (Timestamp(milliseconds: .min), Timestamp(milliseconds: .max))
        #expect(first.description == "0000-01-01T00:00:00Z")
        #expect(last.description == "9999-12-31T23:59:59Z")
        #expect(last.seconds(since: first) > 3e11)
        #expect(last.adding(seconds: 1e300) == last)
        #expect(first.adding(seconds: -.infinity) == first)
        #expect(first.adding(seconds: .nan) == first)
        #expect(Timestamp("0000-01-01T00:00:00+23:59") == first)
        #expect(Timestamp("9999-12-31T23:59:59-23:59") == last)
    }

    @Test(arguments: [
        ("2262-04-11T23:47:16.854775807Z", Int.max), ("1970-01-01T00:00:00.000000001Z", 1),
        ("2262-04-12T00:00:00Z", nil), ("1677-01-01T00:00:00Z", nil), ("9999-12-31T23:59:59Z", nil),
    ])
    func logStampsOutsideOfNanosecondsAreNone(text: String, nanoseconds: Int?) {
        #expect(LogStamp(text)?.nanoseconds == nanoseconds)
    }
}
