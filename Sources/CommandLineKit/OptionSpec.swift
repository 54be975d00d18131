/// One option of a command: a row from which parser, help, completions and man pages are made.
package struct OptionSpec: Sendable, Hashable {
    /// What an option takes.
    package enum Kind: Sendable, Hashable {
        /// Stands alone; `--name=false` switches it off.
        case flag
        /// Takes a value, in the same word or as the next one.
        case value(placeholder: String)
        /// Stands alone, meaning `implied`, or takes a value after `=` in the same word.
        case optionalValue(placeholder: String, implied: String)
    }

    /// The long name without dashes, in kebab-case.
    package let name: String
    package let short: Character?
    /// More long names, without dashes.
    package let aliases: [String]
    package let kind: Kind
    /// Whether every value counts; else the last one wins.
    package let repeatable: Bool
    /// The values allowed; empty where all are.
    package let choices: [String]
    /// Further values, which begin with what stands before the equals sign: `jsonpath=TEMPLATE`.
    package let openChoices: [String]
    /// Values that other tools take, by what they begin with, and what to use instead.
    package let replacements: [String: String]
    /// Whether a flag is switched off by `--no-NAME`, too.
    package let negatable: Bool
    /// The value of an option that is not given, as help shows it.
    package let defaultValue: String?
    /// One line without a full stop.
    package let summary: String
    /// Further sentences for manual pages, and for help that is not short.
    package let details: String?
    /// The heading in help under which the option stands, without "options".
    package let group: String
    package let completion: CompletionKind
    /// Whether help and suggestions leave the option out.
    package let hidden: Bool

    package init(
        name: String, short: Character? = nil, aliases: [String] = [], kind: Kind, repeatable: Bool = false,
        choices: [String] = [], openChoices: [String] = [], replacements: [String: String] = [:],
        negatable: Bool = false, defaultValue: String? = nil, summary: String,
        details: String? = nil, group: String, completion: CompletionKind = .none, hidden: Bool = false
    ) {
        self.name = name
        self.short = short
        self.aliases = aliases
        self.kind = kind
        self.repeatable = repeatable
        self.choices = choices
        self.openChoices = openChoices
        self.replacements = replacements
        self.negatable = negatable
        self.defaultValue = defaultValue
        self.summary = summary
        self.details = details
        self.group = group
        self.completion = completion
        self.hidden = hidden
    }

    /// The long name and its aliases.
    package var names: [String] { [name] + aliases }

    /// Whether a value is one of the choices, if there are any.
    package func accepts(_ value: String) -> Bool {
        choices.isEmpty || choices.contains(value)
            || openChoices.contains { choice in
                choice.firstIndex(of: "=").map { value.hasPrefix(choice[...$0]) } ?? false
            }
    }

    /// Whether the next word is this option's value when none is attached.
    package var needsValue: Bool {
        if case .value = kind { true } else { false }
    }

    /// What stands for the value in help; nil for a flag.
    package var placeholder: String? {
        switch kind {
        case .flag: nil
        case .value(let placeholder), .optionalValue(let placeholder, _): placeholder
        }
    }

    /// `--help`, which the parser adds to every command.
    package static let help = OptionSpec(
        name: "help", short: "h", kind: .flag, summary: "Show this help", group: "General")
}
