/// Any JSON value, whole. Numbers keep the text they were written with.
package enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// The value of a whole document.
    package init(parsing bytes: [UInt8]) throws(JSONError) {
        var reader = JSONReader(bytes)
        self = try reader.value()
        try reader.end()
    }

    package var string: String? { if case .string(let value) = self { value } else { nil } }
    package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    package var int: Int? { if case .number(let value) = self { value.int } else { nil } }
    package var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
    package var object: JSONObject? { if case .object(let value) = self { value } else { nil } }

    package subscript(key: String) -> JSONValue? { object?[key] }

    package subscript(index: Int) -> JSONValue? {
        guard let array, array.indices.contains(index) else { return nil }
        return array[index]
    }

    /// The value changed by a merge patch (RFC 7386): objects merge, null removes, all else replaces.
    package func merging(patch: JSONValue) -> JSONValue {
        guard case .object(let changes) = patch else { return patch }
        var result = object ?? JSONObject()
        for (key, change) in changes.members {
            result[key] = change == .null ? nil : (result[key] ?? .null).merging(patch: change)
        }
        return .object(result)
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .number(JSONNumber(value)) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(JSONObject(members: elements)) }
    package init(nilLiteral: ()) { self = .null }
}

/// A number with its own text: `1e3` stays `1e3`.
package struct JSONNumber: Sendable, Hashable {
    package let text: String

    package init(text: String) { self.text = text }
    package init(_ value: Int) { text = String(value) }
    package init(_ value: Double) { text = value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)" }

    /// The number where it is integral and fits, be it written `80`, `80.0` or `8e1`.
    package var int: Int? {
        if let value = Int(text) { return value }
        guard text.contains(where: { ".eE".contains($0) }), let value = Double(text) else { return nil }
        return Int(exactly: value)
    }

    package var double: Double { Double(text) ?? .nan }
}

/// Members in the order in which they were added; equal to another one with the same members in any order.
package struct JSONObject: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    private var keys: [String] = []
    private var values: [String: JSONValue] = [:]

    package init() {}

    /// A repeated name keeps its first place and takes its last value.
    package init(members: [(String, JSONValue)]) {
        for (key, value) in members { self[key] = value }
    }

    package init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(members: elements) }

    package var count: Int { keys.count }
    package var isEmpty: Bool { keys.isEmpty }
    package var members: [(key: String, value: JSONValue)] { keys.map { ($0, values[$0] ?? .null) } }

    package subscript(key: String) -> JSONValue? {
        get { values[key] }
        set {
            if let newValue {
                if values.updateValue(newValue, forKey: key) == nil { keys.append(key) }
            } else if values.removeValue(forKey: key) != nil {
                keys.removeAll { $0 == key }
            }
        }
    }

    package static func == (left: JSONObject, right: JSONObject) -> Bool { left.values == right.values }

    package func hash(into hasher: inout Hasher) { hasher.combine(values) }
}
