extension JSONPath {
    /// The values that the expression selects, in the order of the document. `@` and a leading dot stand for `current`, `$` for
    /// `root`, which is the same if nil.
    package func values(in current: JSONValue, root: JSONValue? = nil) -> [JSONValue] {
        let root = root ?? current
        let first: JSONValue =
            switch start {
            case .root: root
            case .current: current
            case .constant(let value): value
            }
        return steps.reduce([first]) { values, step in values.flatMap { Self.values(of: step, in: $0, root) } }
    }

    private static func values(of step: Step, in value: JSONValue, _ root: JSONValue) -> [JSONValue] {
        switch step {
        case .field(let name): value[name].map { [$0] } ?? []
        case .wildcard: value.children
        case .descent: value.containers
        case .slice(let slice): slice.elements(of: value)
        case .union(let steps): steps.flatMap { values(of: $0, in: value, root) }
        case .path(let steps): steps.reduce([value]) { found, step in found.flatMap { values(of: step, in: $0, root) } }
        case .filter(let filter): (value.array ?? []).filter { filter.matches($0, root) }
        }
    }
}

extension JSONPath.Slice {
    /// Indices from the end are negative, and do not wrap around.
    func elements(of value: JSONValue) -> [JSONValue] {
        guard let all = value.array else { return [] }
        func position(_ index: Int) -> Int { index < 0 ? all.count.saturatingSum(index) : index }
        if isIndex { return value[position(start ?? 0)].map { [$0] } ?? [] }
        let first = max(0, position(start ?? 0))
        let last = min(all.count, position(end ?? all.count))
        guard first < last else { return [] }
        return stride(from: first, to: last, by: step).map { all[$0] }
    }
}

extension JSONPath.Filter {
    func matches(_ element: JSONValue, _ root: JSONValue) -> Bool {
        let values = left.values(in: element, root: root)
        guard let comparison else { return !values.isEmpty }
        // A missing value is not comparable, not even with !=: kubectl skips such elements.
        guard let value = values.first, values.count == 1,
            case let others = comparison.right.values(in: element, root: root), let other = others.first,
            others.count == 1
        else { return false }
        switch comparison.operator {
        case .equal: return value.equals(other)
        case .notEqual: return !value.equals(other)
        case .less: return value.isOrdered(before: other) == true
        case .greater: return other.isOrdered(before: value) == true
        case .atMost: return other.isOrdered(before: value) == false
        case .atLeast: return value.isOrdered(before: other) == false
        }
    }
}

extension JSONValue {
    fileprivate var children: [JSONValue] {
        switch self {
        case .array(let elements): elements
        case .object(let object): object.members.map(\.value)
        case .null, .bool, .number, .string: []
        }
    }

    /// The value and everything below it, as far as it has children.
    fileprivate var containers: [JSONValue] {
        let children = children
        return children.isEmpty ? [] : [self] + children.flatMap(\.containers)
    }

    /// Numbers are equal by value, however they are written.
    fileprivate func equals(_ other: JSONValue) -> Bool {
        if case .number(let left) = self, case .number(let right) = other { return left.double == right.double }
        return self == other
    }

    /// Whether the value comes before another one of its type; nil if the two cannot be compared.
    package func isOrdered(before other: JSONValue) -> Bool? {
        switch (self, other) {
        case (.number(let left), .number(let right)): left.double < right.double
        case (.string(let left), .string(let right)): left < right
        case (.bool(let left), .bool(let right)): !left && right
        default: nil
        }
    }
}
