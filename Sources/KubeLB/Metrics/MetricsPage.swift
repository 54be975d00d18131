import Documents

/// The samples of a metrics page that somebody asked for, by the name of their family.
package struct MetricsPage: Sendable, Hashable {
    private(set) var samples: [String: [Sample]] = [:]

    /// One line of a page: its labels and its value. Timestamps are checked and dropped.
    package struct Sample: Sendable, Hashable {
        package let labels: [String: String]
        /// NaN and infinities are values like others.
        package let value: Double
    }

    /// The samples of a family in the order of the page; none where the page has none.
    package func samples(of name: String) -> [Sample] { samples[name] ?? [] }

    /// The value of the one sample without further labels.
    package func value(of name: String) -> Double? { samples[name]?.first?.value }

    /// A count or a level as a whole number; nil where it is absent, no number or out of range.
    package func count(of name: String) -> Int? { value(of: name).flatMap(Self.whole) }

    /// All samples of a family as one whole number.
    package func sum(of name: String) -> Int {
        samples(of: name).compactMap { Self.whole($0.value) }.reduce(0) { $0.saturatingSum($1) }
    }

    mutating func add(_ sample: Sample, to name: String) { samples[name, default: []].append(sample) }

    /// Counters are whole, however they are written: `1.79e+09`.
    static func whole(_ value: Double) -> Int? {
        value.isFinite && abs(value) < 1e15 ? Int(saturating: value.rounded()) : nil
    }
}

/// Why a page is no metrics page, or not all of one.
package struct MetricsError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Counted from 1; 0 where it is about the page as a whole.
    package let line: Int
    package let message: String

    package init(line: Int = 0, _ message: String) {
        self.line = line
        self.message = message
    }

    package var description: String { line == 0 ? message : "line \(line): \(message)" }
}
