/// What an option takes: how its value is written, and what a text of it means.
package struct OptionType<Value> {
    let kind: OptionSpec.Kind
    /// The values allowed; empty if the parser does not know them.
    let choices: [String]
    /// See `OptionSpec`.
    let openChoices: [String]
    let replacements: [String: String]
    let completion: CompletionKind
    /// The value of a text; `option` is the option as messages name it, `--interval`.
    let parse: (_ text: String, _ option: String) throws(UsageError) -> Value
    /// A value as it is written; nil if help does not show it.
    let text: (Value) -> String?

    /// - Parameters:
    ///   - placeholder: what stands for a value in help.
    ///   - implied: what the option means without a value; nil if it needs one.
    ///   - choices: the values allowed; the parser rejects all others.
    ///   - openChoices: further values, which begin with what stands before the equals sign.
    ///   - replacements: what to use instead of values that other tools take.
    ///   - completion: what a shell offers.
    ///   - text: a value as it is written, for defaults.
    ///   - parse: the value of a text, and the option as messages name it.
    package init(
        _ placeholder: String, implied: String? = nil, choices: [String] = [], openChoices: [String] = [],
        replacements: [String: String] = [:], completion: CompletionKind = .none,
        text: @escaping (Value) -> String? = { _ in nil },
        parse: @escaping (_ text: String, _ option: String) throws(UsageError) -> Value
    ) {
        kind =
            implied.map { .optionalValue(placeholder: placeholder, implied: $0) } ?? .value(placeholder: placeholder)
        (self.choices, self.openChoices, self.replacements) = (choices, openChoices, replacements)
        (self.completion, self.parse, self.text) = (completion, parse, text)
    }

    /// A type whose texts are valid or not: `fault` ends the message, as "is not a valid port".
    package init(
        _ placeholder: String, _ fault: String, hint: String? = nil, implied: String? = nil, choices: [String] = [],
        text: @escaping (Value) -> String? = { _ in nil }, _ value: @escaping (String) -> Value?
    ) {
        self.init(placeholder, implied: implied, choices: choices, text: text) { text, option throws(UsageError) in
            if let value = value(text) { return value }
            throw UsageError(message: "\(option): \(quoted(text)) \(fault)", hint: hint)
        }
    }

    /// One of some values, by their names.
    package static func choice(_ placeholder: String, _ values: [Value], name: @escaping (Value) -> String) -> Self {
        Self(placeholder, "is not one of the values", choices: values.map(name), text: name) { text in
            values.first { name($0) == text }
        }
    }

    /// Values separated by commas. `fault` is the message about a word that is none.
    package static func words<Element>(
        completion: CompletionKind, hint: String, fault: @escaping (String) -> String,
        _ element: @escaping (String) -> Element?
    ) -> Self where Value == [Element] {
        Self("LIST", completion: completion) { text, option throws(UsageError) in
            var elements: [Element] = []
            for word in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
                guard let element = element(word) else {
                    throw UsageError(message: "\(option): \(fault(word))", hint: hint)
                }
                elements.append(element)
            }
            return elements
        }
    }
}

extension OptionType<Int> {
    /// A number in a range.
    package static func number(_ placeholder: String, in range: ClosedRange<Int>) -> Self {
        Self(placeholder, text: { "\($0)" }) { text, option throws(UsageError) in
            if let number = Int(text), range.contains(number) { return number }
            throw UsageError(
                message: "\(option) \(text): must be a number from \(range.lowerBound) to \(range.upperBound)")
        }
    }
}

extension OptionType<String> {
    /// Any text.
    package static func text(_ placeholder: String, completion: CompletionKind = .none) -> Self {
        Self(placeholder, completion: completion, text: { $0 }, parse: { text, _ throws(UsageError) in text })
    }
}

extension OptionType where Value: RawRepresentable<String> {
    /// One of some values of an enumeration.
    package static func choice(_ placeholder: String, _ values: [Value]) -> Self {
        choice(placeholder, values, name: \.rawValue)
    }
}
