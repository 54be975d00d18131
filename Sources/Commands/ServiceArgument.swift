import CommandLineKit

/// A Service as it is named on the command line.
enum ServiceArgument: Sendable, Hashable {
    /// Without a namespace the flag `-n` says it.
    case named(namespace: String?, name: String)
    /// The UID of a Service, which is the name of its LoadBalancer.
    case uid(String)

    var isUID: Bool { if case .uid = self { true } else { false } }

    static let placeholder = "svc/NAME"

    /// How help describes it.
    static func specification(
        _ summary: String = "A Service, lb/UID, or tenant/NAME for all its Services"
    ) -> ArgumentSpec {
        ArgumentSpec(placeholder: placeholder, summary: summary, isRepeated: true, isOptional: true)
    }

    /// Reads the names of Services, and nothing else.
    static func parse(_ words: [String]) throws(UsageError) -> [ServiceArgument] {
        let named = try ResourceArguments(words)
        guard named.routes.isEmpty, named.kinds.isEmpty else {
            throw UsageError(
                message: "\(quoted(words.joined(separator: " "))) does not name a Service",
                hint: "use svc/NAME, NAMESPACE/service/NAME or lb/UID")
        }
        return named.services
    }
}
