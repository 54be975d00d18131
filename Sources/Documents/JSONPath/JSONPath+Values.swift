extension JSONPath {
    /// The values that the expression selects, in the order of the document. `@` and a leading dot stand for `current`, `$` for
    /// `root`, which is the same if nil.
    package func values(
        in current: JSONValue, root: JSONValue? = nil, within budget: inout JSONPathBudget
    ) throws(JSONPathBudget.Exhausted) -> [JSONValue] {
        let root = root ?? current
        let first: JSONValue =
            switch start {
            case .root: root
            case .current: current
            case .constant(let value): value
            }
        return try Self.values(along: steps, in: [first], root, &budget)
    }

    private static func values(
        along steps: [Step], in values: [JSONValue], _ root: JSONValue, _ budget: inout JSONPathBudget
    ) throws(JSONPathBudget.Exhausted) -> [JSONValue] {
        var values = values
        for step in steps { values = try Self.values(of: step, in: values, root, &budget) }
        return values
    }

    private static func values(
        of step: Step, in values: [JSONValue], _ root: JSONValue, _ budget: inout JSONPathBudget
    ) throws(JSONPathBudget.Exhausted) -> [JSONValue] {
        var found: [JSONValue] = []
        // As kubectl: all values of the first, then all of the second.
        if case .union(let steps) = step {
            for step in steps { found += try Self.values(of: step, in: values, root, &budget) }
            return found
        }
        if case .path(let steps) = step { return try Self.values(along: steps, in: values, root, &budget) }
        for value in values {
            let count = found.count
            switch step {
            case .field(let name): if let value = value[name] { found.append(value) }
            case .wildcard: found += value.children
            case .descent: found += value.containers
            case .slice(let slice): found += slice.elements(of: value)
            case .filter(let filter):
                for element in value.array ?? [] {
                    try budget.visit(1)
                    if try filter.matches(element, root, &budget) { found.append(element) }
                }
            case .union, .path: break
            }
            try budget.visit(found.count - count)
        }
        return found
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
    func matches(
        _ element: JSONValue, _ root: JSONValue, _ budget: inout JSONPathBudget
    ) throws(JSONPathBudget.Exhausted) -> Bool {
        let values = try left.values(in: element, root: root, within: &budget)
        guard let comparison else { return !values.isEmpty }
        // A missing value is not comparable, not even with !=: kubectl skips such elements.
        guard let value = values.first, values.count == 1 else { return false }
        let others = try comparison.right.values(in: element, root: root, within: &budget)
        guard let other = others.first, others.count == 1 else { return false }
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
