import CommandLineKit

/// How a report is written: the names of all formats, in one place.
package enum OutputFormat: String, Sendable, CaseIterable {
    case table
    case wide
    case short
    case json
    case yaml
    case name
    case junit
    case sarif
    case github
    case markdown
    case html
    /// Of traces the same as `table`.
    case tree
    case mermaid
    case svg

    /// Those of `status`, `doctor` and `verify`.
    package static let ofReports: [OutputFormat] = [
        .table, .wide, .short, .json, .yaml, .name, .junit, .sarif, .github, .markdown, .html,
    ]

    /// Those of `trace`, which draws, and judges nothing on its own.
    package static let ofTraces: [OutputFormat] = [
        .table, .tree, .wide, .short, .json, .yaml, .name, .mermaid, .svg, .markdown, .html,
    ]
}

/// How a list is written that is no report about Services.
package enum ListFormat: String, Sendable, CaseIterable {
    case table
    case json
    case yaml
    case name
}

/// How much a text says.
package enum TextDetail: Sendable, Hashable {
    /// One line.
    case verdict
    case usual
    /// Also what does not count, and what was not collected.
    case full
}

/// What the output device can show.
package struct TextStyle: Sendable, Hashable {
    /// Columns; nil where nothing needs to fit (a pipe, a file).
    package var width: Int?
    package var usesColor: Bool
    /// ASCII only: no ellipsis, no multiplication sign.
    package var isASCII: Bool
    /// How the user calls the tool, for commands in the text; nil if by its own name.
    package var program: ProgramName?

    package init(
        width: Int? = nil, usesColor: Bool = false, isASCII: Bool = false, program: ProgramName? = nil
    ) {
        self.width = width
        self.usesColor = usesColor
        self.isASCII = isASCII
        self.program = program
    }

    /// The same for lines that need not fit.
    var unlimited: TextStyle { TextStyle(usesColor: usesColor, isASCII: isASCII, program: program) }
}

extension Report {
    /// Writes the report as `rendered` makes it, part by part if it may be large.
    package func write(
        as format: OutputFormat, style: TextStyle, showsHeaders: Bool = true, detail: TextDetail = .usual,
        to output: (String) -> Void
    ) {
        guard format == .json else {
            return output(rendered(as: format, style: style, showsHeaders: showsHeaders, detail: detail))
        }
        JSONFormat(report: self).write(to: output)
    }

    /// The report as text that ends in a newline, or nothing where a format has nothing to say.
    package func rendered(
        as format: OutputFormat, style: TextStyle, showsHeaders: Bool = true, detail: TextDetail = .usual
    ) -> String {
        switch format {
        case .table, .tree, .wide, .short:
            textual(format, style: style, showsHeaders: showsHeaders, detail: detail)
        case .json: JSONFormat(report: self).text
        case .yaml: JSONFormat(report: self).yaml
        case .name: NameFormat(report: self).text
        case .junit: JUnitFormat(report: self).text
        case .sarif: SARIFFormat(report: self).text
        case .github: GitHubFormat(report: self).text
        case .markdown: MarkdownFormat(report: self).text
        case .html: HTMLFormat(report: self).text
        case .mermaid: TraceMermaidFormat(report: self).text
        case .svg: TraceSVGFormat(report: self).text
        }
    }

    private func textual(
        _ format: OutputFormat, style: TextStyle, showsHeaders: Bool, detail: TextDetail
    ) -> String {
        if detail == .verdict { return verdictText(style) }
        let text =
            format == .short
            ? ShortFormat(report: self, style: style).text
            : people(
                style: style, isWide: format == .wide, showsHeaders: showsHeaders)
        return detail == .full ? text + DetailText(report: self, painter: Painter(style: style)).text : text
    }

    /// Of `status` one word for each Service and object of Layer 7, with its name if there are several; otherwise the summary.
    private func verdictText(_ style: TextStyle) -> String {
        let isStatus = kind == .service || kind == .services
        let all =
            (isStatus ? orderedResources : []).map { ($0.argument, health(of: $0)) }
            + lone.map { ($0.argument, $0.health) }
        // Scripts count the rows: there is no row if nothing was selected, and a line only if something is wrong.
        guard let first = all.first else { return isStatus && exitStatus == 0 ? "" : summary + "\n" }
        if kind == .service, all.count == 1 { return "\(first.1.rawValue)\n" }
        let painter = Painter(style: style.unlimited)
        return all.map { "\(painter.plain($0.0))  \($0.1.rawValue)\n" }.joined()
    }

    private func people(style: TextStyle, isWide: Bool, showsHeaders: Bool) -> String {
        switch kind {
        case .service: ServiceFormat(report: self, style: style, isWide: isWide).text
        case .services: TableFormat(report: self, style: style, isWide: isWide, showsHeaders: showsHeaders).text
        case .doctor: DoctorFormat(report: self, style: style, isWide: isWide).text
        case .verify: VerifyFormat(report: self, style: style, isWide: isWide).text
        case .trace: TraceTreeFormat(report: self, style: style, isWide: isWide).text
        }
    }

    /// The closing line of every text.
    var summary: String {
        kind == .verify ? VerifyFormat.counts(of: self) : Summary(report: self).line
    }
}
