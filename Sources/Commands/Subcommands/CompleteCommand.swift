import CommandLineKit

/// `kubelb-ctl __complete KIND -- WORD…`: what completion scripts ask. The last word is the one at the cursor, or as much of
/// it as belongs to a value; the others are the rest of the line without the tool's name.
///
/// Answers with one candidate a line, a description behind a tab, and nothing else: it always ends with status 0, within two
/// seconds, and says nothing on stderr. A shell that waits for candidates has no use for an error.
struct CompleteCommand: Subcommand {
    /// For all of it; a request that is under way then is given up somewhat earlier.
    private static let deadline = Duration.seconds(2)
    /// Asks for whole words as kubectl wants them from a plugin: candidates, and a line that says what else may be offered.
    private static let kubectl = "kubectl"

    var specification: CommandSpec {
        CommandSpec(
            name: "__complete", summary: "Print completion candidates",
            arguments: [
                ArgumentSpec(placeholder: "KIND", summary: "The kind of candidates", isOptional: true),
                ArgumentSpec(placeholder: "WORD", summary: "The command line", isRepeated: true, isOptional: true),
            ],
            hidden: true)
    }

    func run(_ options: ArgumentsOnly, in environment: Environment) async throws(CommandFailure) -> ExitStatus {
        environment.endAfter(Self.deadline)
        var quiet = environment
        quiet.writeError = { _ in }
        quiet.isErrorTerminal = false
        guard let kind = options.arguments.first, options.arguments.count > 1 else { return .success }
        let words = options.arguments.dropFirst(2).isEmpty ? [] : options.arguments.dropFirst().dropLast()
        let others = words.map { ShellWord.value(of: $0, variables: environment.variables) }
        let current = options.arguments.last ?? ""
        if kind == Self.kubectl {
            environment.writeOutput(await Self.answerToKubectl(others + [current], quiet))
        } else if let kind = CompletionNames.Kind(rawValue: kind) {
            let context = CompletionContext(others + [""], in: CommandTables.table)
            let names = CompletionNames(context: context, typed: current, environment: quiet)
            environment.writeOutput(Self.lines(await names.candidates(of: kind)))
        }
        return .success
    }

    /// What kubectl expects of `kubectl_complete-…`: the protocol of Cobra, whose last line is a sum of flags.
    private static func answerToKubectl(_ words: [String], _ environment: Environment) async -> String {
        let (noFiles, filesToo, directoriesOnly) = (":4\n", ":0\n", ":16\n")
        let table = CommandTables.table
        let context = CompletionContext(words, in: table)
        switch Completer(table).complete(context) {
        case .candidates(let candidates): return lines(candidates) + noFiles
        case .files: return filesToo
        case .directories: return directoriesOnly
        case .dynamic(let name):
            guard let kind = CompletionNames.Kind(rawValue: name) else { return noFiles }
            let names = CompletionNames(context: context, typed: context.value, environment: environment)
            let candidates = await names.candidates(of: kind)
            return lines(candidates.map { CompletionCandidate(context.head + $0.word, $0.description) }) + noFiles
        }
    }

    /// Names that could steer a terminal, or be taken for two, are left out.
    private static func lines(_ candidates: [CompletionCandidate]) -> String {
        candidates.filter { !$0.word.isEmpty && escaped($0.word) == $0.word }.map { candidate in
            candidate.description.isEmpty
                ? candidate.word + "\n"
                : candidate.word + TerminalText.own("\t") + escaped(candidate.description) + "\n"
        }.joined()
    }
}
