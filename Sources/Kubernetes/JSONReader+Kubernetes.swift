import Documents

extension JSONReader {
    /// A time as Kubernetes writes it; text that is none is reported as a problem.
    package mutating func timestamp() throws(JSONError) -> Timestamp? {
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

    package var description: String {
        switch self {
        case .number(let number): String(number)
        case .name(let name): name
        }
    }
}
