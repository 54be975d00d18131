import CommandLineKit

/// Lengths of time as Go and kubectl write them.
enum DurationText {
    /// As it would be typed, in whole minutes or seconds: no default has a fraction.
    static func text(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        return seconds > 0 && seconds % 60 == 0 ? "\(seconds / 60)m" : "\(seconds)s"
    }

    /// nil where the text is none; a number alone counts seconds.
    static func seconds(_ text: String) -> Double? {
        if let seconds = Int(text), seconds >= 0 { return Double(seconds) }
        let units: [(String, Double)] = [("ms", 0.001), ("h", 3600), ("m", 60), ("s", 1)]
        var rest = text[...]
        var total = 0.0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(digits.count)
            guard let number = Double(digits), let unit = units.first(where: { rest.hasPrefix($0.0) }) else {
                return nil
            }
            total += number * unit.1
            rest = rest.dropFirst(unit.0.count)
        }
        return text.isEmpty ? nil : total
    }
}

extension OptionType<Duration> {
    /// Longer than 0.
    static var duration: Self { duration() }

    static func duration(
        implied: String? = nil, allowsZero: Bool = false, hint: String = "use 20s, 500ms or 1m30s"
    ) -> Self {
        Self("TIME", "is not a valid duration", hint: hint, implied: implied, text: DurationText.text) { text in
            DurationText.seconds(text).flatMap { $0 > 0 || allowsZero ? .bounded(seconds: $0) : nil }
        }
    }
}

extension OptionType<Int> {
    /// A number of something.
    static func count(of things: String, atLeast least: Int, hint: String) -> Self {
        Self("N", "is not a number of \(things)", hint: hint, text: { "\($0)" }) { text in
            Int(text).flatMap { $0 >= least ? $0 : nil }
        }
    }
}
