/// A label selector as a text, exactly as Kubernetes reads it (k8s.io/apimachinery/pkg/labels):
/// `app=web,tier!=cache,!old,env in (a,b),zone notin (x),new,weight>1`.
package struct LabelQuery: Sendable, Hashable {
    private var requirements: [Requirement] = []

    /// Why a text is no selector, in the terms of Kubernetes.
    package struct Fault: Error, Sendable, Hashable {
        /// `found "=", expected a label key`.
        package let message: String
    }

    struct Requirement: Sendable, Hashable {
        enum Operator: Sendable, Hashable { case exists, absent, isIn, isNotIn, above, below }

        let key: String
        let `operator`: Operator
        var values: Set<String> = []

        /// Throws what Kubernetes does not take for a key or a value.
        func check() throws(Fault) {
            try LabelQuery.checkKey(key)
            for value in values.sorted() { try LabelQuery.checkValue(value) }
            guard `operator` == .above || `operator` == .below, let value = values.first else { return }
            guard Int64(value) != nil else {
                throw Fault(message: "\"\(value)\" is not an integer: > and < compare integers")
            }
        }

        func matches(_ labels: [String: String]) -> Bool {
            let label = labels[key]
            switch `operator` {
            case .exists: return label != nil
            case .absent: return label == nil
            case .isIn: return label.map(values.contains) ?? false
            // A missing label differs from every value (Kubernetes API, label selectors).
            case .isNotIn: return !(label.map(values.contains) ?? false)
            case .above, .below:
                guard let number = label.flatMap({ Int64($0) }), let limit = values.first.flatMap({ Int64($0) })
                else { return false }
                return `operator` == .above ? number > limit : number < limit
            }
        }
    }

    package init(_ text: String) throws(Fault) {
        var parser = LabelQueryParser(text)
        requirements = try parser.requirements()
    }

    package func matches(_ labels: [String: String]) -> Bool { requirements.allSatisfy { $0.matches(labels) } }

    /// The keys that it is about, in its order.
    package var keys: [String] { requirements.map(\.key) }

    /// Labels that make an object match; nil if it requires more than that labels have values.
    package var matchingLabels: [(key: String, value: String)]? {
        let pairs = requirements.compactMap { requirement in
            requirement.operator == .isIn ? requirement.values.min().map { (key: requirement.key, value: $0) } : nil
        }
        return pairs.count == requirements.count ? pairs : nil
    }

    // MARK: Keys and values

    private static let longestName = 63
    private static let longestPrefix = 253

    private static func checkKey(_ key: String) throws(Fault) {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        let (prefix, name) = parts.count == 2 ? (parts[0], parts[1]) : (nil, parts[0])
        guard parts.count <= 2, prefix.map(isDomain) ?? true, !name.isEmpty, isName(name) else {
            throw Fault(
                message: "\"\(key)\" is not a valid label key: it is a name, or a DNS name, / and a name; \(rule)")
        }
    }

    private static func checkValue(_ value: String) throws(Fault) {
        guard isName(value[...]) else { throw Fault(message: "\"\(value)\" is not a valid label value; \(rule)") }
    }

    private static let rule =
        "it has at most \(longestName) letters, digits, -, _ and ., and begins and ends with a letter or digit"

    /// Also an empty one, which only a value may be.
    private static func isName(_ text: Substring) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, let last = bytes.last else { return true }
        return bytes.count <= longestName && first.isLetterOrDigit && last.isLetterOrDigit
            && bytes.allSatisfy { $0.isLetterOrDigit || "-_.".utf8.contains($0) }
    }

    private static func isDomain(_ text: Substring) -> Bool {
        guard text.utf8.count <= longestPrefix else { return false }
        return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
            guard let first = part.utf8.first, let last = part.utf8.last else { return false }
            return first.isLetterOrDigit && last.isLetterOrDigit
                && part.utf8.allSatisfy { $0.isLetterOrDigit && !(0x41...0x5A).contains($0) || $0 == UInt8(ascii: "-") }
        }
    }
}

extension UInt8 {
    /// Of ASCII.
    fileprivate var isLetterOrDigit: Bool {
        (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
    }
}
