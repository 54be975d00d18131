/// A number with its own text: `1e3` stays `1e3`, and no digit is lost.
package struct JSONNumber: Sendable, Hashable {
    /// As it was written; a number of RFC 8259 (or `null`, see `init(_: Double)`).
    package let text: String

    /// `text` must be a number of RFC 8259.
    init(text: String) { self.text = text }

    /// The number in decimal digits.
    package init(_ value: Int) { text = String(value) }

    /// The shortest text that reads as the same number; one that is not finite, which JSON does not have, becomes `null`.
    package init(_ value: Double) {
        if value.isFinite {
            text = value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(describing: value)
        } else {
            text = "null"
        }
    }

    /// The number where it is integral and fits, be it written `80`, `80.0` or `8e1`; exact, not by way of a Double.
    package var int: Int? {
        if let value = Int(text) { return value }
        guard let (digits, exponent) = decimal else { return nil }
        if digits.isEmpty { return 0 }
        // An Int has 19 digits at most, so that more need not be written out.
        guard exponent >= 0, exponent < 19, digits.count < 20 else { return nil }
        return Int((text.hasPrefix("-") ? "-" : "") + digits + String(repeating: "0", count: exponent))
    }

    /// The nearest Double; infinite where the number is out of range.
    package var double: Double { Double(text) ?? .nan }

    /// Digits without zeros at either end, and the power of ten to multiply them with.
    private var decimal: (digits: String, exponent: Int)? {
        let parts = text.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 == "e" || $0 == "E" }
        guard let mantissa = parts.first?.drop(while: { $0 == "-" }) else { return nil }
        let split = mantissa.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let fraction = split.count == 2 ? split[1] : ""
        var digits = String((split[0] + fraction).drop { $0 == "0" })
        if digits.isEmpty { return ("", 0) }
        // Beyond an Int's range the exponent alone decides, either way.
        guard let written = parts.count == 2 ? Int(parts[1]) : 0 else { return nil }
        var zeros = 0
        while digits.last == "0" {
            digits.removeLast()
            zeros += 1
        }
        let (exponent, overflows) = written.subtractingReportingOverflow(fraction.utf8.count - zeros)
        return overflows ? nil : (digits, exponent)
    }
}
