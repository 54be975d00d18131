import Documents

/// `2/3`: how many nodes Envoy reaches, of how many that should answer.
package struct UpstreamSummary: Sendable, Hashable, CustomStringConvertible {
    package let healthy: Int
    /// All nodes that Envoy knows, if it is unknown which should respond.
    package let expected: Int

    /// Healthy nodes beyond those that should answer: the lower, the worse.
    package var surplus: Int { healthy.saturatingDifference(expected) }

    package var description: String { "\(healthy)/\(expected)" }
}
