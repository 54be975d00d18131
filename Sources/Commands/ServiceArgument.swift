import CommandLineKit

/// A Service as it is named on the command line.
enum ServiceArgument: Sendable, Hashable {
    /// Without a namespace the flag `-n` says it.
    case named(namespace: String?, name: String)
    /// The UID of a Service, which is the name of its LoadBalancer.
    case uid(String)

    static let placeholder = "svc/NAME"

    /// How help describes it.
    static func specification(
        _ summary: String = "A Service, lb/UID, or tenant/NAME for all its Services"
    ) -> ArgumentSpec {
        ArgumentSpec(placeholder: placeholder, summary: summary, isRepeated: true, isOptional: true)
    }

    static let serviceWords: Set<String> = ["svc", "service", "services"]
    static let loadBalancerWords: Set<String> = ["lb", "loadbalancer", "loadbalancers"]

    /// Reads `svc/foo`, `svc foo bar`, `shop/service/foo`, `lb/<uid>`, a bare UUID and a bare name.
    static func parse(_ words: [String]) throws(UsageError) -> [ServiceArgument] {
        var arguments: [ServiceArgument] = []
        var rest = words[...]
        if let first = rest.first?.lowercased(), serviceWords.contains(first) || loadBalancerWords.contains(first) {
            rest = rest.dropFirst()
            if rest.isEmpty {
                throw UsageError(
                    message: "\"\(words[0])\" needs a name", hint: "use \(words[0])/NAME")
            }
            for word in rest {
                guard !word.contains("/") else { return try parse(Array(rest)) }
                arguments.append(loadBalancerWords.contains(first) ? .uid(word) : .named(namespace: nil, name: word))
            }
            return arguments
        }
        for word in rest { arguments.append(try parse(word)) }
        return arguments
    }

    private static func parse(_ word: String) throws(UsageError) -> ServiceArgument {
        let parts = word.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let malformed = UsageError(
            message: "\"\(word)\" does not name a Service",
            hint: "use svc/NAME, NAMESPACE/service/NAME, lb/UID or tenant/NAME")
        guard parts.allSatisfy({ !$0.isEmpty }) else { throw malformed }
        switch parts.count {
        case 1: return isUUID(word) ? .uid(word.lowercased()) : .named(namespace: nil, name: word)
        case 2 where serviceWords.contains(parts[0].lowercased()): return .named(namespace: nil, name: parts[1])
        case 2 where loadBalancerWords.contains(parts[0].lowercased()): return .uid(parts[1])
        case 3 where serviceWords.contains(parts[1].lowercased()): return .named(namespace: parts[0], name: parts[2])
        default: throw malformed
        }
    }

    private static func isUUID(_ word: String) -> Bool {
        let groups = word.split(separator: "-", omittingEmptySubsequences: false)
        return groups.map(\.count) == [8, 4, 4, 4, 12] && groups.joined().allSatisfy(\.isHexDigit)
    }
}
