import CommandLineKit
import Reports

/// How text is written, whichever command writes it.
struct StyleOptions: OptionGroup, Sendable {
    var color = ColorChoice.auto
    var isASCII = false
    var showsHeaders = true

    enum ColorChoice: String, CaseIterable, Sendable {
        case auto
        case always
        case never
    }

    static let heading = "Output"

    static var options: [OptionRow<Self>] {
        [
            .value(
                \.color, "color", .choice("WHEN", ColorChoice.allCases), "Use colour in the output"),
            .flag(\.isASCII, "ascii", "Print ASCII characters only"),
            .flag(\.showsHeaders, "no-headers", sets: false, "Print tables without headers"),
        ]
    }

    /// What the output device can show.
    func style(_ environment: Environment) -> TextStyle {
        TextStyle(
            width: environment.terminalWidth.map { min(max($0, 60), 250) }, usesColor: usesColor(environment),
            isASCII: isASCII, program: environment.program)
    }

    /// `--color` first, then `NO_COLOR`, `CLICOLOR_FORCE`, `TERM=dumb`, then whether there is a terminal.
    private func usesColor(_ environment: Environment) -> Bool {
        let variables = environment.variables
        switch color {
        case .always: return true
        case .never: return false
        case .auto:
            if let value = variables["NO_COLOR"], !value.isEmpty { return false }
            if let value = variables["CLICOLOR_FORCE"], !value.isEmpty, value != "0" { return true }
            return environment.terminalWidth != nil && variables["TERM"] != "dumb"
        }
    }
}

/// How a report is written, and where to.
struct OutputOptions: OptionGroup, Sendable {
    var choice = OutputChoice(OutputFormat.table)
    var style = StyleOptions()
    /// `FORMAT=FILE` each.
    var reports: [String] = []
    var isQuiet = false
    /// Set by the options that say it.
    private(set) var isVerbose = false
    /// Whether the format is on the command line.
    private(set) var namesFormat = false

    static let heading = "Output"

    var format: OutputFormat { choice.format }

    static var options: [OptionRow<Self>] { options() }

    static func options(
        _ formats: [OutputFormat] = OutputFormat.ofReports, _ summary: String = "Select the output format",
        _ style: [OptionRow<StyleOptions>] = StyleOptions.options
    ) -> [OptionRow<Self>] {
        [
            .output(\.choice, formats, summary, completion: .dynamic(CompletionNames.Kind.format.rawValue)),
            .group(\.style, style),
            .list(
                \.reports, "report",
                .text("FORMAT=FILE", completion: .dynamic(CompletionNames.Kind.reportFormat.rawValue)),
                "Also write the report to a file; - is stdout"),
            .flag(\.isQuiet, "quiet", short: "q", "Print only the verdict; status prints the state of each Service"),
        ]
    }

    mutating func check(_ given: GivenOptions<Self>) throws(UsageError) {
        namesFormat = given.contains(\.choice)
    }

    /// Takes over `-v`.
    mutating func take(_ verbosity: Verbosity) throws(UsageError) {
        isVerbose = verbosity.isFull
        // Requests are logged to stderr, which --quiet does not concern.
        if isQuiet, isVerbose, !verbosity.showsRequests {
            throw UsageError(message: "--quiet and --verbose are mutually exclusive", hint: "omit one of them")
        }
    }
}
