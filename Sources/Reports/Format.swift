/// How a report is written.
package enum OutputFormat: String, Sendable, CaseIterable {
    case table
    case wide
    case short
    case json
    case yaml
    case name
    case junit
}

/// What the output device can show.
package struct TextStyle: Sendable, Hashable {
    /// Columns; nil where nothing needs to fit (a pipe, a file).
    package var width: Int?
    package var usesColor: Bool
    /// ASCII only: no ellipsis, no multiplication sign.
    package var isASCII: Bool

    package init(width: Int? = nil, usesColor: Bool = false, isASCII: Bool = false) {
        self.width = width
        self.usesColor = usesColor
        self.isASCII = isASCII
    }
}

extension Report {
    /// The report as text that ends in a newline, or nothing where a format has nothing to say.
    package func rendered(as format: OutputFormat, style: TextStyle, showsHeaders: Bool = true) -> String {
        switch format {
        case .table: textual(style: style, isWide: false, showsHeaders: showsHeaders)
        case .wide: textual(style: style, isWide: true, showsHeaders: showsHeaders)
        case .short: ShortFormat(report: self, style: style).text
        case .json: JSONFormat(report: self).text
        case .yaml: JSONFormat(report: self).yaml
        case .name: NameFormat(report: self).text
        case .junit: JUnitFormat(report: self).text
        }
    }

    private func textual(style: TextStyle, isWide: Bool, showsHeaders: Bool) -> String {
        switch kind {
        case .service: ServiceFormat(report: self, style: style, isWide: isWide).text
        case .services: TableFormat(report: self, style: style, isWide: isWide, showsHeaders: showsHeaders).text
        case .doctor: DoctorFormat(report: self, style: style, isWide: isWide).text
        case .verify: VerifyFormat(report: self, style: style, isWide: isWide).text
        case .trace: TraceTreeFormat(report: self, style: style, isWide: isWide).text
        }
    }
}
