/// Options as the typed properties of a structure, which the parser fills. A property that is not set by the command line or
/// by the configuration keeps its initial value: that is the option's default.
package protocol OptionGroup {
    /// Every option that the group may have. A command takes all of them or some.
    static var options: [OptionRow<Self>] { get }
    /// The heading in help of options that name no other.
    static var heading: String { get }
    init()
    /// Checks what no single option can: called after all options of the group were read.
    mutating func check(_ given: GivenOptions<Self>) throws(UsageError)
}

extension OptionGroup {
    package static var heading: String { "" }
    package mutating func check(_ given: GivenOptions<Self>) throws(UsageError) {}

    /// Reads the options of a command line.
    /// - Throws: `UsageError`, for the first value that is invalid or the first options that contradict each other.
    package init(_ line: ParsedCommand, _ rows: [OptionRow<Self>] = Self.options) throws(UsageError) {
        self.init()
        try read(line, rows)
    }

    /// Reads what is valid, and nothing else: for completion, where nothing is an error.
    package init(leniently line: ParsedCommand) {
        self.init()
        for row in Self.options { try? row.read(&self, line) }
        try? check(GivenOptions(line))
    }

    mutating func read(_ line: ParsedCommand, _ rows: [OptionRow<Self>]) throws(UsageError) {
        for row in rows { try row.read(&self, line) }
        try check(GivenOptions(line))
    }

    /// The value of one property, before a command line is read as a whole; its initial value if the text is invalid.
    package static func value<Value>(of property: KeyPath<Self, Value>, in line: ParsedCommand) -> Value {
        var group = Self()
        for row in options where row.entries.contains(where: { $0.property == property }) {
            try? row.read(&group, line)
        }
        return group[keyPath: property]
    }

    /// The long name of a property's option; empty if the property is none, which tests rule out.
    package static func name(of property: PartialKeyPath<Self>) -> String {
        options.lazy.flatMap(\.entries).first { $0.property == property }?.spec.name ?? ""
    }
}

/// Which options of a group are on the command line, beside their values.
package struct GivenOptions<Group: OptionGroup> {
    /// The command line itself, for what depends on the configuration.
    package let line: ParsedCommand

    init(_ line: ParsedCommand) { self.line = line }

    /// Whether an option is on the command line. The configuration does not count.
    package func contains(_ option: PartialKeyPath<Group>) -> Bool { line.isGiven(Group.name(of: option)) }

    /// Whether the command takes an option.
    package func offers(_ option: PartialKeyPath<Group>) -> Bool { line.takes(Group.name(of: option)) }

    /// Rejects an option beside any of the others.
    package func refuse(
        _ option: PartialKeyPath<Group>, beside others: [PartialKeyPath<Group>], hint: String? = nil
    ) throws(UsageError) {
        guard contains(option), let other = others.first(where: contains) else { return }
        throw UsageError(
            message: "--\(Group.name(of: option)) and --\(Group.name(of: other)) are mutually exclusive", hint: hint)
    }

    /// Rejects an option without any of those that give it an effect.
    package func refuse(
        _ option: PartialKeyPath<Group>, without others: [PartialKeyPath<Group>]
    ) throws(UsageError) {
        guard contains(option), !others.contains(where: contains) else { return }
        let names = others.map { "--\(Group.name(of: $0))" }.joined(separator: " or ")
        throw UsageError(
            message: "--\(Group.name(of: option)) has no effect without \(names)", hint: "add \(names)")
    }
}

/// The options of a command that has none, and its arguments.
package struct ArgumentsOnly: OptionGroup, Sendable {
    package static var options: [OptionRow<ArgumentsOnly>] { [] }
    package private(set) var arguments: [String] = []

    package init() {}

    package mutating func check(_ given: GivenOptions<ArgumentsOnly>) { arguments = given.line.arguments }
}
