/// Arithmetic on numbers that come from outside: from servers, logs, bundles, files and arguments.
///
/// Swift's own operators trap on overflow, so that a single value in a document could end the program. Nothing that is
/// counted or measured here comes near the limits of an Int, so that a result at a limit is as good as any other.
/// `scripts/test-source-rules.sh` looks for bare operators on decoded fields.
extension Int {
    /// The nearest Int; 0 for what is not a number.
    package init(saturating value: Double) {
        if let exact = Int(exactly: value.rounded(.towardZero)) {
            self = exact
        } else {
            self = value.isNaN ? 0 : value < 0 ? .min : .max
        }
    }

    /// The sum, or the limit that it would pass.
    package func saturatingSum(_ other: Int) -> Int {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? (other < 0 ? .min : .max) : sum
    }

    /// The difference, or the limit that it would pass.
    package func saturatingDifference(_ other: Int) -> Int {
        let (difference, overflows) = subtractingReportingOverflow(other)
        return overflows ? (other < 0 ? .max : .min) : difference
    }

    /// The product, or the limit that it would pass.
    package func saturatingProduct(_ other: Int) -> Int {
        let (product, overflows) = multipliedReportingOverflow(by: other)
        return overflows ? ((self < 0) == (other < 0) ? .max : .min) : product
    }
}

extension Duration {
    /// A length of time from outside, at least 0 and at most about 30 years: every clock can add it to the present.
    package static func bounded(seconds: Double) -> Duration {
        .seconds(seconds.isNaN ? 0 : Swift.min(Swift.max(0, seconds), 1e9))
    }
}
