/// One command, with its options and arguments or with subcommands.
package struct CommandSpec: Sendable {
    /// In kebab-case.
    package let name: String
    package let aliases: [String]
    /// One line without a full stop, under 60 columns.
    package let summary: String
    /// Paragraphs for the command's help page, separated by line breaks.
    package let discussion: String
    package let arguments: [ArgumentSpec]
    package var options: [OptionSpec] { deferredOptions.value }
    private let deferredOptions: Deferred<[OptionSpec]>
    /// Command lines that parse, and what they do.
    package let examples: [(command: String, meaning: String)]
    package let subcommands: [CommandSpec]
    /// The heading in the tool's help under which the command stands, without "commands"; may be empty.
    package let group: String
    /// Whether help and suggestions leave the command out.
    package let hidden: Bool

    /// `options` are computed when they are first asked for.
    package init(
        name: String, aliases: [String] = [], summary: String, discussion: String = "",
        arguments: [ArgumentSpec] = [], options: @autoclosure @escaping @Sendable () -> [OptionSpec] = [],
        examples: [(command: String, meaning: String)] = [], subcommands: [CommandSpec] = [], group: String = "",
        hidden: Bool = false
    ) {
        self.name = name
        self.aliases = aliases
        self.summary = summary
        self.discussion = discussion
        self.arguments = arguments
        deferredOptions = Deferred(options)
        self.examples = examples
        self.subcommands = subcommands
        self.group = group
        self.hidden = hidden
    }

    /// The name and the aliases.
    package var names: [String] { [name] + aliases }

    /// The options of the command and of all its subcommands.
    var allOptions: [OptionSpec] { options + subcommands.flatMap(\.allOptions) }
}
