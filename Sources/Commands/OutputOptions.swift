import CommandLineKit
import Reports

/// How the output is written: format, colour, width.
struct OutputOptions {
    let format: OutputFormat
    let style: TextStyle
    let showsHeaders: Bool

    init(_ parsed: ParsedCommand, _ environment: Environment) throws(CommandFailure) {
        let word = parsed.value("output") ?? OutputFormat.table.rawValue
        guard let format = OutputFormat(rawValue: word) else {
            throw CommandFailure(
                .usage, "unknown output format \"\(word)\"",
                hint: "one of \(OutputFormat.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        self.format = format
        showsHeaders = !parsed.flag("no-headers")
        style = Self.style(parsed, environment)
    }

    /// What the output device can show, as the options say it.
    static func style(_ parsed: ParsedCommand, _ environment: Environment) -> TextStyle {
        TextStyle(
            width: environment.terminalWidth.map { min(max($0, 60), 250) },
            usesColor: usesColor(parsed.value("color") ?? "auto", environment), isASCII: parsed.flag("ascii"))
    }

    /// `--color` first, then `NO_COLOR`, `CLICOLOR_FORCE`, `TERM=dumb`, then whether there is a terminal.
    private static func usesColor(_ choice: String, _ environment: Environment) -> Bool {
        let variables = environment.variables
        switch choice {
        case "always": return true
        case "never": return false
        default:
            if let value = variables["NO_COLOR"], !value.isEmpty { return false }
            if let value = variables["CLICOLOR_FORCE"], !value.isEmpty, value != "0" { return true }
            return environment.terminalWidth != nil && variables["TERM"] != "dumb"
        }
    }
}
