/// One row of a command's table of options: how an option is written and described, and the property that holds its value.
/// A whole group of options within another one is a row, too.
package struct OptionRow<Group: OptionGroup> {
    let property: PartialKeyPath<Group>
    /// The option, or all those of a group with the properties in it.
    let entries: [(spec: OptionSpec, property: PartialKeyPath<Group>)]
    let read: (inout Group, ParsedCommand) throws(UsageError) -> Void

    /// A flag; `value` is what it sets the property to. Of every row, `details` are further sentences for manual pages, and for the
    /// help of tools whose help is not short.
    package static func flag(
        _ property: WritableKeyPath<Group, Bool>, _ name: String, short: Character? = nil, sets value: Bool = true,
        isNegatable: Bool = false, isHidden: Bool = false, _ summary: String, details: String? = nil,
        group: String? = nil
    ) -> Self {
        row(
            property, name, short, kind: .flag, isNegatable: isNegatable, isHidden: isHidden, summary, details: details,
            group
        ) {
            $0[keyPath: property] = ($1.last == "true") == value
        }
    }

    /// An option that always has a value. Help shows the property's initial value as the default.
    package static func value<Value>(
        _ property: WritableKeyPath<Group, Value>, _ name: String, short: Character? = nil, aliases: [String] = [],
        _ type: OptionType<Value>, _ summary: String, details: String? = nil, group: String? = nil
    ) -> Self {
        row(
            property, name, short, aliases: aliases, type, default: type.text(Group()[keyPath: property]), summary,
            details: details, group
        ) {
            if let value = $1.last { $0[keyPath: property] = value }
        }
    }

    /// An option without a default, or with one that only help shows.
    package static func value<Value>(
        _ property: WritableKeyPath<Group, Value?>, _ name: String, short: Character? = nil, aliases: [String] = [],
        _ type: OptionType<Value>, default: String? = nil, _ summary: String, details: String? = nil,
        group: String? = nil
    ) -> Self {
        row(property, name, short, aliases: aliases, type, default: `default`, summary, details: details, group) {
            $0[keyPath: property] = $1.last
        }
    }

    /// An option of which every value counts.
    package static func list<Value>(
        _ property: WritableKeyPath<Group, [Value]>, _ name: String, short: Character? = nil, aliases: [String] = [],
        _ type: OptionType<Value>, _ summary: String, details: String? = nil, group: String? = nil
    ) -> Self {
        row(property, name, short, aliases: aliases, type, isRepeatable: true, summary, details: details, group) {
            $0[keyPath: property] = $1
        }
    }

    /// All options of another group, or some.
    package static func group<Inner: OptionGroup>(
        _ property: WritableKeyPath<Group, Inner>, _ rows: [OptionRow<Inner>] = Inner.options
    ) -> Self {
        let outer: PartialKeyPath<Group> = property
        let entries = rows.flatMap(\.entries).compactMap { entry in
            outer.appending(path: entry.property).map { (entry.spec, $0) }
        }
        return Self(property: property, entries: entries) { group, line throws(UsageError) in
            try group[keyPath: property].read(line, rows)
        }
    }

    private static func row<Value>(
        _ property: PartialKeyPath<Group>, _ name: String, _ short: Character?, aliases: [String] = [],
        _ type: OptionType<Value>, isRepeatable: Bool = false, default defaultValue: String? = nil, _ summary: String,
        details: String? = nil, _ group: String?, _ set: @escaping (inout Group, [Value]) -> Void
    ) -> Self {
        row(
            property, name, short, aliases: aliases, kind: type.kind, isRepeatable: isRepeatable, choices: type.choices,
            openChoices: type.openChoices, replacements: type.replacements, default: defaultValue, summary,
            details: details, group, completion: type.completion
        ) { group, texts throws(UsageError) in
            var values: [Value] = []
            for text in isRepeatable ? texts[...] : texts.suffix(1) { values.append(try type.parse(text, "--" + name)) }
            set(&group, values)
        }
    }

    private static func row(
        _ property: PartialKeyPath<Group>, _ name: String, _ short: Character?, aliases: [String] = [],
        kind: OptionSpec.Kind, isRepeatable: Bool = false, choices: [String] = [], openChoices: [String] = [],
        replacements: [String: String] = [:], isNegatable: Bool = false, default defaultValue: String? = nil,
        isHidden: Bool = false, _ summary: String, details: String? = nil,
        _ group: String?, completion: CompletionKind = .none,
        _ set: @escaping (inout Group, [String]) throws(UsageError) -> Void
    ) -> Self {
        let spec = OptionSpec(
            name: name, short: short, aliases: aliases, kind: kind, repeatable: isRepeatable, choices: choices,
            openChoices: openChoices, replacements: replacements, negatable: isNegatable, defaultValue: defaultValue,
            summary: summary, details: details,
            group: group ?? Group.heading, completion: completion, hidden: isHidden)
        return Self(property: property, entries: [(spec, property)]) { group, line throws(UsageError) in
            let texts = line.settings(of: name)
            if !texts.isEmpty { try set(&group, texts) }
        }
    }
}

extension Array {
    /// How the options are written and described, in order.
    package func specs<Group>() -> [OptionSpec] where Element == OptionRow<Group> {
        flatMap(\.entries).map(\.spec)
    }

    /// The options, or groups of options, of some properties.
    package func only<Group>(_ properties: PartialKeyPath<Group>...) -> Self where Element == OptionRow<Group> {
        filter { properties.contains($0.property) }
    }

    /// All options but those of some properties.
    package func without<Group>(_ properties: PartialKeyPath<Group>...) -> Self where Element == OptionRow<Group> {
        filter { !properties.contains($0.property) }
    }
}
