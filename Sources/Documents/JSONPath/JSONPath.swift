/// One JSONPath expression, as kubectl takes it (Kubernetes documentation, "JSONPath Support"), without its braces.
///
/// Two differences, both where kubectl fails or surprises: an index beyond the end of a list selects nothing, as lists of
/// findings are often empty; and `$` is the root everywhere, also within `range` and filters.
package struct JSONPath: Sendable, Hashable {
    var start: Start
    var steps: [Step]

    enum Start: Sendable, Hashable {
        case root
        /// The element of a `range` or of a filter; the root elsewhere.
        case current
        /// A text, a number, `true` or `false`, which stands for itself.
        case constant(JSONValue)
    }

    indirect enum Step: Sendable, Hashable {
        case field(String)
        /// All elements of a list, or all values of an object.
        case wildcard
        /// Every object and list below, and the value itself.
        case descent
        case slice(Slice)
        case union([Step])
        case filter(Filter)
        /// Several fields, as in `['metadata.name']`.
        case path([Step])
    }

    /// `[start:end:step]`; a single index is a slice of one element.
    struct Slice: Sendable, Hashable {
        var start: Int?
        var end: Int?
        var step = 1
        var isIndex = false
    }

    /// `?(left OPERATOR right)`, or `?(left)`: whether there is such a value.
    struct Filter: Sendable, Hashable {
        let left: JSONPath
        let comparison: Comparison?

        struct Comparison: Sendable, Hashable {
            let `operator`: Operator
            let right: JSONPath
        }

        enum Operator: String, Sendable, CaseIterable {
            case equal = "=="
            case notEqual = "!="
            case atMost = "<="
            case atLeast = ">="
            case less = "<"
            case greater = ">"
        }
    }

    /// An expression with or without braces and leading dot, as custom columns and `--sort-by` take it: `{.metadata.name}`,
    /// `.metadata.name` and `metadata.name` are the same.
    package init(relaxed text: String) throws(JSONPathError) {
        var parser = JSONPathParser(text)
        self = try parser.relaxedExpression()
    }

    init(start: Start, steps: [Step]) {
        self.start = start
        self.steps = steps
    }
}

/// Why an expression or template is invalid.
package struct JSONPathError: Error, Sendable, Hashable {
    /// The character at fault, from 1.
    package let column: Int
    package let message: String

    package init(column: Int, message: String) {
        self.column = column
        self.message = message
    }
}
