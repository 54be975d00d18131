/// The HTTP statuses that count as well: `200`, `2xx`, `200-399`, several of them with commas.
package struct ExpectedStatus: Sendable, Hashable, CustomStringConvertible {
    private let ranges: [ClosedRange<Int>]
    package let description: String

    /// As Kubernetes' own HTTP probes have it: from 200, below 400.
    package static let standard = ExpectedStatus("200-399") ?? ExpectedStatus(ranges: [200...399], text: "200-399")

    private init(ranges: [ClosedRange<Int>], text: String) {
        self.ranges = ranges
        description = text
    }

    /// nil where the text is none.
    package init?(_ text: String) {
        var ranges: [ClosedRange<Int>] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let range = Self.range(part) else { return nil }
            ranges.append(range)
        }
        self.init(ranges: ranges, text: text)
    }

    private static func range(_ part: Substring) -> ClosedRange<Int>? {
        func status(_ text: Substring) -> Int? {
            text.count == 3 && text.allSatisfy { $0.isASCII && $0.isNumber } ? Int(text) : nil
        }
        if let exact = status(part), (100...599).contains(exact) { return exact...exact }
        if part.count == 3, part.lowercased().hasSuffix("xx"), let hundred = part.first?.wholeNumberValue,
            (1...5).contains(hundred)
        {
            return hundred * 100...hundred * 100 + 99
        }
        let ends = part.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = status(ends[0]), let last = status(ends[1]), first <= last else {
            return nil
        }
        return first...last
    }

    package func contains(_ status: Int) -> Bool { ranges.contains { $0.contains(status) } }
}
