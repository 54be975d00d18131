import Documents
import Redaction

extension JSONReader {
    /// A reader of what a cluster or a bundle holds: no string comes out of it with a secret.
    package init(redacting bytes: [UInt8]) {
        self.init(bytes)
        textFilter = { TextRedactor.redacted($0) }
    }

    /// `metadata.annotations`, or what else is a map of annotations: secret values are sealed as a whole, so that copies
    /// can still be compared.
    package mutating func annotations() throws(JSONError) -> [String: String] {
        try redactingWhole { name, value in TextRedactor.sealed(annotation: name, value) }
    }

    /// Annotations with the values that are allowed for each, separated by commas; each value is sealed alone.
    package mutating func allowedAnnotations() throws(JSONError) -> [String: String] {
        try redactingWhole { name, values in
            values.split(separator: ",", omittingEmptySubsequences: false)
                .map { TextRedactor.sealed(annotation: name, String($0)) }.joined(separator: ",")
        }
    }

    /// The words of a command line, among which an option says what its value is.
    package mutating func commandLine() throws(JSONError) -> [String] {
        let filter = textFilter
        textFilter = nil
        defer { textFilter = filter }
        let words = try strings() ?? []
        return filter == nil ? words : TextRedactor.words(words) ?? words
    }

    private mutating func redactingWhole(
        _ redacted: (_ name: String, _ value: String) -> String
    ) throws(JSONError) -> [String: String] {
        let filter = textFilter
        textFilter = nil
        defer { textFilter = filter }
        var map = try stringMap() ?? [:]
        guard filter != nil else { return map }
        for (name, value) in map { map[name] = redacted(name, value) }
        return map
    }

    /// A time as Kubernetes writes it; text that is none is reported as a problem.
    package mutating func timestamp() throws(JSONError) -> Timestamp? {
        if let time = try plainText({ Timestamp(utf8: $0) }) { return time }
        guard let text = try string() else { return nil }
        guard let time = Timestamp(text) else {
            report("expected a time such as 2026-01-02T03:04:05Z, found \"\(text.prefix(40))\"")
            return nil
        }
        return time
    }

    /// All elements of an array; empty for null or where there is no array.
    package mutating func list<Element>(
        _ element: (inout JSONReader) throws(JSONError) -> Element
    ) throws(JSONError) -> [Element] {
        var elements: [Element] = []
        try array { (reader, _) throws(JSONError) in elements.append(try element(&reader)) }
        return elements
    }

    /// A port that may be a number or a name (`IntOrString` of the Kubernetes API).
    package mutating func portReference() throws(JSONError) -> PortReference? {
        if let port = plainInt() { return .number(port) }
        switch try value() {
        case .null: return nil
        case .string(let name): return .name(name)
        case .number(let number):
            if let port = number.int { return .number(port) }
            fallthrough
        default:
            report("expected a port number or name")
            return nil
        }
    }
}

/// A container port by number or by name.
package enum PortReference: Sendable, Hashable, CustomStringConvertible {
    case number(Int)
    case name(String)

    /// nil for a name.
    package var asNumber: Int? { if case .number(let number) = self { number } else { nil } }

    package var description: String {
        switch self {
        case .number(let number): String(number)
        case .name(let name): name
        }
    }
}
