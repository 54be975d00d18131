import CommandLineKit
import Documents
import Reports

/// The value of `-o`: a format, or a query of what `-o json` prints.
struct OutputChoice<Format: RawRepresentable<String> & Hashable & Sendable>: Sendable {
    /// JSON if there is a query.
    let format: Format
    let query: QuerySource?

    init(_ format: Format, query: QuerySource? = nil) {
        self.format = format
        self.query = query
    }

    /// As it is named in messages: `json`, `jsonpath`.
    var name: String { query?.name ?? format.rawValue }
}

extension OptionRow {
    /// `-o`, of whichever formats a command has, of which one is JSON; with queries of it. Shells offer all of them unless
    /// `completion` names those that other options leave.
    static func output<Format>(
        _ property: WritableKeyPath<Group, OutputChoice<Format>>, _ formats: [Format],
        _ summary: String = "Select the output format", completion: CompletionKind = .none
    ) -> Self {
        .value(
            property, "output", short: "o",
            OptionType(
                "FORMAT", choices: formats.map(\.rawValue), openChoices: QuerySource.choices,
                replacements: QuerySource.replacements, completion: completion,
                text: { $0.query == nil ? $0.format.rawValue : nil }
            ) { text, option throws(UsageError) in
                if let format = formats.first(where: { $0.rawValue == text }) { return OutputChoice(format) }
                guard let json = formats.first(where: { $0.rawValue == "json" }),
                    let query = try QuerySource(text, option: option)
                else { throw UsageError(message: "\(option): unsupported format \(quoted(text))") }
                return OutputChoice(json, query: query)
            }, summary, group: "Output")
    }
}

extension OutputQuery {
    /// The text that the query makes of a document.
    func output(of document: OutputDocument, showsHeaders: Bool = true) throws(CommandFailure) -> String {
        do throws(JSONPathBudget.Exhausted) {
            return try text(of: document, showsHeaders: showsHeaders)
        } catch {
            throw CommandFailure(
                .usage, "-o: the query \(error.message)",
                hint: "select fewer values: avoid nested ranges and .. over the whole document, or use -o json")
        }
    }

    /// A template without any expression is printed as it is, as kubectl does; hardly anybody wants that.
    var note: String? {
        guard case .template(let template) = self, template.isPlainText else { return nil }
        return "the template has no expression in braces, such as {.services[*].name}; it is printed as it is"
    }
}
