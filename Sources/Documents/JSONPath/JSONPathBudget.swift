/// How much one query may do. Nested ranges and `..` multiply: a short template can ask for more values than memory holds.
package struct JSONPathBudget: Sendable {
    /// Why a query was stopped.
    package struct Exhausted: Error, Sendable, Hashable {
        /// Without its subject: `selects more than 5000000 values`.
        package let message: String
    }

    private let values: Int
    private let bytes: Int
    private var usedValues = 0
    private var usedBytes = 0

    /// - Parameters:
    ///   - values: How many values are visited at most, intermediate ones included.
    ///   - bytes: How long the text is at most.
    package init(values: Int = 5_000_000, bytes: Int = 64 << 20) {
        self.values = values
        self.bytes = bytes
    }

    mutating func visit(_ count: Int) throws(Exhausted) {
        usedValues = usedValues.saturatingSum(count)
        guard usedValues <= values else { throw Exhausted(message: "selects more than \(values) values") }
    }

    /// Counts text that is printed.
    package mutating func write(_ text: String) throws(Exhausted) {
        usedBytes = usedBytes.saturatingSum(text.utf8.count)
        guard usedBytes <= bytes else { throw Exhausted(message: "prints more than \(bytes >> 20) MiB") }
    }
}
