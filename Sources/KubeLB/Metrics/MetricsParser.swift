/// Reads a page in the text format of Prometheus (version 0.0.4), chunk by chunk.
///
/// Strict: whatever is not of the format is an error, so that a login page never passes for a page without metrics. Every
/// line is checked, the samples of the wanted families alone are kept: Envoy's page has 280 kB for four ports.
package struct MetricsParser: Sendable {
    /// Bounds that keep a page from filling the memory.
    package struct Limits: Sendable {
        package var bytes = 64 << 20
        package var lineBytes = 64 << 10
        package var samples = 200_000

        package init() {}
    }

    private let wanted: Set<String>
    private let limits: Limits
    private var page = MetricsPage()
    /// The beginning of a line whose end has not come yet.
    private var rest: [UInt8] = []
    private var byteCount = 0
    private var lineNumber = 0
    private var sampleCount = 0
    private var keptCount = 0

    package init(keeping families: Set<String>, limits: Limits = Limits()) {
        wanted = families
        self.limits = limits
    }

    /// A page that is there as a whole.
    package static func parse(
        _ bytes: [UInt8], keeping families: Set<String>, limits: Limits = Limits()
    ) throws(MetricsError) -> MetricsPage {
        var parser = MetricsParser(keeping: families, limits: limits)
        try parser.consume(bytes)
        return try parser.finish()
    }

    /// The next bytes of the page, cut wherever the network cut them.
    package mutating func consume(_ chunk: [UInt8]) throws(MetricsError) {
        byteCount += chunk.count
        guard byteCount <= limits.bytes else { throw MetricsError("the page has more than \(limits.bytes) bytes") }
        var start = 0
        while let end = chunk[start...].firstIndex(of: UInt8(ascii: "\n")) {
            if rest.isEmpty {
                try line(chunk[start..<end])
            } else {
                rest += chunk[start..<end]
                let whole = rest
                rest = []
                try line(whole[...])
            }
            start = end + 1
        }
        rest += chunk[start...]
        try checkLength(rest.count)
    }

    /// The page, once its end has come; the format wants a line feed at the end of every line, the last one too.
    package consuming func finish() throws(MetricsError) -> MetricsPage {
        guard rest.isEmpty else {
            throw MetricsError(line: lineNumber + 1, "the page breaks off: no line feed at the end of its last line")
        }
        guard sampleCount > 0 else { throw MetricsError("no metrics page: it has no sample") }
        return page
    }

    private func checkLength(_ count: Int) throws(MetricsError) {
        guard count <= limits.lineBytes else {
            throw MetricsError(line: lineNumber + 1, "longer than \(limits.lineBytes) bytes")
        }
    }

    private mutating func line(_ bytes: ArraySlice<UInt8>) throws(MetricsError) {
        try checkLength(bytes.count)
        lineNumber += 1
        var scanner = MetricsLine(bytes, number: lineNumber)
        guard let sample = try scanner.read(keeping: wanted) else { return }
        sampleCount += 1
        guard let value = sample.value else { return }
        keptCount += 1
        guard keptCount <= limits.samples else { throw MetricsError("more than \(limits.samples) samples") }
        page.add(value, to: sample.name)
    }
}
