/// Why a finding does not count.
package struct Suppression: Sendable, Hashable {
    package let source: Source
    /// Where it is said: `--suppress KLC-S005`, `annotation kubelb-ctl/suppress`, `baseline known.json`.
    package let reason: String

    package enum Source: String, Sendable, Hashable {
        /// The command line.
        case option
        /// The Service itself.
        case annotation
        /// A file of findings that were there before.
        case baseline
    }

    package init(_ source: Source, _ reason: String) {
        self.source = source
        self.reason = reason
    }

    /// On a Service: codes of findings about it that do not count, separated by commas.
    package static let annotation = "kubelb-ctl/suppress"
}
