import Characters
import CommandLineKit

/// A label selector as kubectl takes it: `app=web,tier!=cache,!old,env in (a,b),zone notin (x),new`.
struct LabelSelector: Sendable, Hashable {
    private var requirements: [Requirement] = []

    private enum Requirement: Sendable, Hashable {
        case equals(String, String)
        case differs(String, String)
        case exists(String)
        case absent(String)
        case isIn(String, Set<String>)
        case isNotIn(String, Set<String>)
    }

    init(_ text: String) throws(UsageError) {
        for part in Self.parts(of: text) { requirements.append(try Self.requirement(part, in: text)) }
    }

    func matches(_ labels: [String: String]) -> Bool {
        requirements.allSatisfy { requirement in
            switch requirement {
            case .equals(let key, let value): labels[key] == value
            // A missing label differs from every value (Kubernetes API, label selectors).
            case .differs(let key, let value): labels[key] != value
            case .exists(let key): labels[key] != nil
            case .absent(let key): labels[key] == nil
            case .isIn(let key, let values): labels[key].map(values.contains) ?? false
            case .isNotIn(let key, let values): !(labels[key].map(values.contains) ?? false)
            }
        }
    }

    /// Splits at commas outside parentheses.
    private static func parts(of text: String) -> [String] {
        var parts = [""]
        var depth = 0
        for character in text {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if character == ",", depth == 0 { parts.append("") } else { parts[parts.count - 1].append(character) }
        }
        return parts
    }

    private static func requirement(_ part: String, in text: String) throws(UsageError) -> Requirement {
        let trimmed = trim(part)
        let malformed = UsageError(
            message: "\"\(text)\" is not a valid label selector: cannot parse \"\(trimmed)\"",
            hint: "use for example -l app=web,tier!=cache or -l 'env in (a,b)'")
        func key(_ text: some StringProtocol) throws(UsageError) -> String {
            let key = trim(String(text))
            guard !key.isEmpty, !key.contains(where: { " ()=!,".contains($0) }) else { throw malformed }
            return key
        }
        if trimmed.hasSuffix(")"), let open = trimmed.firstIndex(of: "(") {
            let words = trimmed[..<open].split(separator: " ")
            let list = trimmed[trimmed.index(after: open)...].dropLast()
            let values = Set(list.split(separator: ",").map { trim(String($0)) })
            guard words.count == 2, !values.isEmpty else { throw malformed }
            switch words[1] {
            case "in": return .isIn(try key(words[0]), values)
            case "notin": return .isNotIn(try key(words[0]), values)
            default: throw malformed
            }
        }
        for (mark, isEqual) in [("!=", false), ("==", true), ("=", true)] {
            guard let range = trimmed.firstByteRange(of: mark) else { continue }
            let name = try key(trimmed[..<range.lowerBound])
            let value = trim(String(trimmed[range.upperBound...]))
            guard !value.contains(where: { "=!(), ".contains($0) }) else { throw malformed }
            return isEqual ? .equals(name, value) : .differs(name, value)
        }
        if trimmed.hasPrefix("!") { return .absent(try key(trimmed.dropFirst())) }
        return .exists(try key(trimmed))
    }

    private static func trim(_ text: String) -> String {
        String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
