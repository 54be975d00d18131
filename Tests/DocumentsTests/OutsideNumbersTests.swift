import Documents
import Testing

@Suite struct OutsideNumbersTests {
    @Test(arguments: [
        (0.0, 0), (1.9, 1), (-1.9, -1), (1e300, .max), (-1e300, .min), (.infinity, .max), (-.infinity, .min), (.nan, 0),
        (9_223_372_036_854_775_808, .max), (-9_223_372_036_854_775_808, .min),
    ])
    func convertsEveryDouble(_ value: Double, _ expected: Int) {
        #expect(Int(saturating: value) == expected)
    }

    @Test func stopsAtTheLimits() {
        #expect(Int.max.saturatingSum(1) == .max)
        #expect(Int.min.saturatingSum(-1) == .min)
        #expect(5.saturatingSum(-7) == -2)
        #expect(Int.min.saturatingDifference(1) == .min)
        #expect(0.saturatingDifference(.min) == .max)
        #expect(5.saturatingDifference(7) == -2)
        #expect(Int.max.saturatingProduct(2) == .max)
        #expect(Int.max.saturatingProduct(-2) == .min)
        #expect(Int.min.saturatingProduct(-1) == .max)
        #expect(5.saturatingProduct(-7) == -35)
    }

    @Test func lengthsOfTimeCanBeAddedToThePresent() {
        #expect(Duration.bounded(seconds: 1.5) == .milliseconds(1500))
        #expect(Duration.bounded(seconds: -1) == .zero)
        #expect(Duration.bounded(seconds: .nan) == .zero)
        for seconds in [1e300, .infinity, Double(Int.max)] {
            #expect(ContinuousClock.now + .bounded(seconds: seconds) > .now + .seconds(900_000_000))
        }
    }
}
