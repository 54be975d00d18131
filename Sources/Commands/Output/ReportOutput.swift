import CommandLineKit
import Reports

/// How and where reports are written: formats, colour, width, files.
struct ReportOutput: Sendable {
    /// What stdout gets.
    let format: OutputFormat
    /// What stdout gets instead of the format.
    let query: OutputQuery?
    let style: TextStyle
    let showsHeaders: Bool
    let detail: TextDetail
    /// What files get.
    let reports: [(format: OutputFormat, target: ReportTarget)]

    init(
        _ options: OutputOptions, _ environment: Environment, formats: [OutputFormat] = OutputFormat.ofReports
    ) throws(CommandFailure) {
        showsHeaders = options.style.showsHeaders
        query = try options.choice.query?.query()
        style = options.style.style(environment)
        detail = options.isQuiet ? .verdict : options.isVerbose ? .full : .usual
        var reports: [(format: OutputFormat, target: ReportTarget)] = []
        var onOutput: OutputFormat?
        for text in options.reports {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else {
                throw CommandFailure(
                    .usage, "--report: \(quoted(text)) does not name a file",
                    hint: "use --report FORMAT=FILE, for example --report html=report.html")
            }
            let format = try Self.format(parts[0], "--report", formats)
            if parts[1] == "-" {
                guard onOutput == nil, !options.namesFormat else {
                    throw CommandFailure(
                        .usage, "--report \(escaped(text)): stdout is already used for another format",
                        hint: "write one of them to a file")
                }
                onOutput = format
                continue
            }
            let target = try ReportTarget(parts[1], option: "--report")
            guard !reports.contains(where: { $0.target == target }) else {
                throw CommandFailure(
                    .usage, "--report: \(escaped(parts[1])) is used twice",
                    hint: "write each format to a separate file")
            }
            reports.append((format, target))
        }
        if let onOutput { format = onOutput } else { format = try Self.format(options.format.rawValue, "-o", formats) }
        self.reports = reports
    }

    /// Where a command line that is invalid otherwise wants its report; nil if the command writes none.
    init?(leniently line: ParsedCommand, _ environment: Environment) {
        guard line.takes(OutputOptions.name(of: \.reports)) else { return nil }
        try? self.init(OutputOptions(leniently: line), environment, formats: OutputFormat.allCases)
    }

    private static func format(
        _ word: String, _ option: String, _ all: [OutputFormat]
    ) throws(CommandFailure) -> OutputFormat {
        if let format = OutputFormat(rawValue: word), all.contains(format) { return format }
        let near = nearest(to: word, in: all.map(\.rawValue), limit: 1).first.map { "did you mean \($0)? " } ?? ""
        throw CommandFailure(
            .usage, "\(option): unsupported format \(quoted(word))",
            hint: "\(near)It must be one of \(all.map(\.rawValue).joined(separator: ", "))")
    }

    // MARK: Writing

    /// Whether stdout does not tell why a cluster could not be asked.
    private var saysLittle: Bool {
        query != nil || format == .name || format == .short || detail == .verdict
    }

    /// Writes the files, then stdout; what could not be written to a file is an error at the end.
    func write(_ report: Report, _ environment: Environment) throws(CommandFailure) {
        if saysLittle {
            let unreached = report.findings.filter { $0.isAboutReach && $0.severity == .error }
            for finding in unreached { environment.writeError("error: \(finding.code) \(finding.message)\n") }
            if unreached.isEmpty {
                for reason in report.reasonsForNothing { environment.writeError("unknown: \(escaped(reason))\n") }
            }
        }
        try writeParts(environment, report.document) { format, style, output in
            report.write(as: format, style: style, showsHeaders: showsHeaders, detail: detail, to: output)
        }
    }

    func write(_ report: PairsReport, _ environment: Environment) throws(CommandFailure) {
        try write(environment, report.document) {
            report.rendered(as: $0, style: $1, showsHeaders: showsHeaders, detail: detail)
        }
    }

    func write(_ report: FleetReport, _ environment: Environment) throws(CommandFailure) {
        try write(environment, report.document) {
            report.rendered(as: $0, style: $1, showsHeaders: showsHeaders, detail: detail)
        }
    }

    /// A CI system that reads the report is to find in it that there is none.
    func write(_ failure: CommandFailure, _ environment: Environment) {
        let failure = SetUpFailure(
            message: failure.message, details: failure.text, hint: failure.hint,
            exitStatus: Int(failure.status.rawValue),
            timestamp: environment.now().description, toolVersion: environment.toolVersion)
        // A file that cannot be written is no more news than what went wrong before.
        try? write(environment, nil) { format, _ in failure.rendered(as: format) }
    }

    private func write(
        _ environment: Environment, _ document: @autoclosure () -> OutputDocument?,
        _ text: (OutputFormat, TextStyle) -> String?
    ) throws(CommandFailure) {
        try writeParts(environment, document()) { format, style, output in
            if let text = text(format, style) { output(text) }
        }
    }

    /// `render` hands out the text in parts; none if the format has nothing to say.
    private func writeParts(
        _ environment: Environment, _ document: @autoclosure () -> OutputDocument?,
        _ render: (OutputFormat, TextStyle, (String) -> Void) -> Void
    ) throws(CommandFailure) {
        var failed: CommandFailure?
        for (format, target) in reports {
            var text: String?
            render(format, TextStyle(isASCII: style.isASCII, program: style.program)) { text = (text ?? "") + $0 }
            guard let text else { continue }
            do throws(CommandFailure) {
                try target.write(text)
            } catch {
                failed = failed ?? error
            }
        }
        if let query {
            if let note = query.note { environment.note(note) }
            if let document = document() {
                environment.writeOutput(try query.output(of: document, showsHeaders: showsHeaders))
            }
        } else {
            render(format, style, environment.writeOutput)
        }
        if let failed { throw failed }
    }

    /// What somebody may want to know beside the report.
    func note(_ notes: [String], _ environment: Environment) {
        guard detail != .verdict else { return }
        for note in notes { environment.note(note) }
    }

    /// The environment without progress, where nothing but the verdict is wanted.
    func quieted(_ environment: Environment) -> Environment {
        guard detail == .verdict else { return environment }
        var environment = environment
        environment.isErrorTerminal = false
        return environment
    }
}
