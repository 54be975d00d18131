import Testing

@testable import CommandLineKit

/// Command lines that are not understood, with the exact text.
@Suite struct UsageErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let words: [String]
        let message: String
        let hint: String
        let command: String?

        init(_ line: String, _ message: String, _ hint: String, of command: String? = nil) {
            self.init(words: CommandLineKitTests.words(line), message, hint, of: command)
        }

        init(words: [String], _ message: String, _ hint: String, of command: String? = nil) {
            self.words = words
            self.message = message
            self.hint = hint
            self.command = command
        }

        var testDescription: String { escaped(words.joined(separator: " ")) }
    }

    private static let unknown: [Case] = [
        Case("statsu", "unknown command \"statsu\"", "did you mean status?"),
        Case("STATUS", "unknown command \"STATUS\"", "did you mean status?"),
        Case("stat", "unknown command \"stat\"", "did you mean status?"),
        Case("frobnicate", "unknown command \"frobnicate\"", "tool --help lists the commands"),
        Case("help statsu", "unknown command \"statsu\"", "did you mean status?"),
        Case(
            "help status more", "unexpected argument \"more\": help takes one command", "usage: tool help COMMAND",
            of: "status"),
        Case("completion bsh", "unknown command \"bsh\"", "did you mean bash or zsh?", of: "completion"),
        Case("completion", "completion needs a subcommand", "one of bash, zsh", of: "completion"),
        Case("-v", "no command given", "tool --help lists the commands"),
        Case("--context east", "no command given", "tool --help lists the commands"),
        Case(words: [""], "unknown command \"\"", "tool --help lists the commands"),
        Case("status --namspace shop", "unknown option \"--namspace\"", "did you mean --namespace?", of: "status"),
        Case("status --namspace=shop", "unknown option \"--namspace\"", "did you mean --namespace?", of: "status"),
        Case("--namspace shop status", "unknown option \"--namspace\"", "did you mean --namespace?"),
        Case("status --name", "unknown option \"--name\"", "did you mean --namespace?", of: "status"),
        Case("status --no-pagre", "unknown option \"--no-pagre\"", "did you mean --no-pager?", of: "status"),
        Case("status --yes", "unknown option \"--yes\"", "--yes belongs to cleanup", of: "status"),
        Case(
            "status --max-delete 3", "unknown option \"--max-delete\"",
            "did you mean --max-deletes? It belongs to cleanup", of: "status"),
        Case("cleanup east --watch", "unknown option \"--watch\"", "--watch belongs to status", of: "cleanup"),
        Case("--version", "unknown option \"--version\"", "did you mean the command version?"),
        Case(
            "status --frobnicate", "unknown option \"--frobnicate\"", "tool status --help lists the options",
            of: "status"),
        Case(
            "status --trace-word", "unknown option \"--trace-word\"", "tool status --help lists the options",
            of: "status"),
        Case("status --=x", "unknown option \"--\"", "tool status --help lists the options", of: "status"),
        Case("status -x", "unknown option \"-x\"", "tool status --help lists the options", of: "status"),
        Case("status -a", "unknown option \"-a\"", "did you mean -A?", of: "status"),
        Case("status -y", "unknown option \"-y\"", "-y belongs to cleanup", of: "status"),
        Case("status -Axw", "unknown option \"-x\" in \"-Axw\"", "tool status --help lists the options", of: "status"),
        Case("status -x=1", "unknown option \"-x\"", "tool status --help lists the options", of: "status"),
        Case("status -context east", "unknown option \"-c\" in \"-context\"", "did you mean --context?", of: "status"),
    ]

    private static let values: [Case] = [
        Case("status -n", "-n needs a value", "-n NAMESPACE", of: "status"),
        Case("status --namespace", "--namespace needs a value", "--namespace NAMESPACE", of: "status"),
        Case("status -An", "-n needs a value", "-n NAMESPACE", of: "status"),
        Case("status -n --", "-n needs a value", "-n NAMESPACE", of: "status"),
        Case("status -o", "-o needs a value", "-o FORMAT, one of table, wide, json, yaml", of: "status"),
        Case("--mgmt-context", "--mgmt-context needs a value", "--mgmt-context NAME"),
        Case(
            "status -n -A", "-n needs a value, but \"-A\" is an option",
            "use -n=NAMESPACE if the value starts with a dash",
            of: "status"),
        Case(
            "status --namespace --output=json", "--namespace needs a value, but \"--output=json\" is an option",
            "use --namespace=NAMESPACE if the value starts with a dash", of: "status"),
        Case(
            "status -o jsn", "invalid value \"jsn\" for -o",
            "did you mean json? It must be one of table, wide, json, yaml",
            of: "status"),
        Case("status -o xml", "invalid value \"xml\" for -o", "must be one of table, wide, json, yaml", of: "status"),
        Case(
            "status --output=", "invalid value \"\" for --output", "must be one of table, wide, json, yaml",
            of: "status"),
        Case("status -output json", "invalid value \"utput\" for -o", "did you mean --output?", of: "status"),
        Case(
            "status --color=blue", "invalid value \"blue\" for --color", "must be one of auto, always, never",
            of: "status"),
        Case(
            "status --wait=gone", "invalid value \"gone\" for --wait", "must be one of healthy, deleted", of: "status"),
        Case(
            "status --watch=maybe", "invalid value \"maybe\" for --watch",
            "use --watch alone, or with true or false: --watch=false", of: "status"),
        Case(
            "status -Aw=", "invalid value \"\" for -w", "use -w alone, or with true or false: -w=false", of: "status"),
        Case(
            "status --no-pager=true", "--no-pager does not take a value: \"--no-pager=true\"",
            "use --pager=true or --pager=false",
            of: "status"),
    ]

    private static let arguments: [Case] = [
        Case(
            "version now", "unexpected argument \"now\": version takes no arguments", "usage: tool version [options]",
            of: "version"),
        Case("cleanup", "cleanup needs QUAY", "usage: tool cleanup QUAY [options]", of: "cleanup"),
        Case(
            "cleanup a b", "unexpected argument \"b\": cleanup takes one argument",
            "usage: tool cleanup QUAY [options]",
            of: "cleanup"),
        Case("logs", "logs needs BOOK", "usage: tool logs BOOK [PAGE] [options]", of: "logs"),
        Case(
            "logs a b c", "unexpected argument \"c\": logs takes 2 arguments", "usage: tool logs BOOK [PAGE] [options]",
            of: "logs"),
        Case(
            "completion bash x", "unexpected argument \"x\": completion bash takes no arguments",
            "usage: tool completion bash [options]", of: "completion bash"),
        Case(
            "status \u{2013}n shop", "\"\u{2013}n\" starts with a typographic dash",
            "options start with an ASCII hyphen: -", of: "status"),
        Case(
            "\u{2014}context x status", "\"\u{2014}context\" starts with a typographic dash",
            "options start with an ASCII hyphen: --"),
        Case(
            words: ["version", "a\u{1B}[31m\nb\u{202E}"],
            "unexpected argument \"a\\u{1b}[31m\\nb\\u{202e}\": version takes no arguments",
            "usage: tool version [options]",
            of: "version"),
        Case(words: ["st\u{7}"], "unknown command \"st\\u{7}\"", "did you mean st?"),
    ]

    @Test(arguments: unknown + values + arguments)
    func names(wrong: Case) {
        let error = #expect(throws: UsageError.self) { try SampleTable.table.parse(wrong.words) }
        #expect(error?.message == wrong.message)
        #expect(error?.hint == wrong.hint)
        #expect(error?.command == wrong.command)
    }

    @Test func longWordsAreShortened() throws {
        let word = String(repeating: "x", count: 5_000)
        let error = try #require(throws: UsageError.self) { try SampleTable.table.parse([word]) }
        #expect(displayWidth(error.message) < 80)
    }
}
