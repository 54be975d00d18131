/// A manual page under construction, in the macros of man(7), which every man program reads.
///
/// What comes in is plain text: it is escaped here, so that dashes can be copied, backslashes stay and no line is taken for
/// a macro.
struct ManText {
    private(set) var text: String

    /// - Parameters:
    ///   - title: The page's name, `kubelb-ctl`.
    ///   - section: Of the manual, 1, 5 or 7.
    ///   - edition: What stands at the foot of the page.
    init(title: String, section: Int, edition: ManPage.Edition) {
        // The remark makes GNU man and mandoc read the rest of the file as it is.
        text = """
            .\\" Generated from the tables of the program. Do not edit: make generate.
            .TH "\(Self.escaped(title.uppercased()))" "\(section)" "\(edition.date)" \
            "\(Self.escaped(edition.source))" "\(Self.escaped(edition.manual))"

            """
    }

    mutating func heading(_ heading: String) { text += ".SH \(Self.argument(heading))\n" }

    mutating func subheading(_ heading: String) { text += ".SS \(Self.argument(heading))\n" }

    /// A line that holds roff already: names in bold, placeholders in italics.
    mutating func markup(_ line: String) { text += line + "\n" }

    /// Paragraphs, divided by line breaks.
    mutating func paragraphs(_ text: String, isFirst: Bool = false) {
        for (number, paragraph) in text.split(separator: "\n").enumerated() {
            if number > 0 || !isFirst { self.text += ".PP\n" }
            running(String(paragraph))
        }
    }

    /// Text that goes on where the last line ended.
    mutating func running(_ text: String) {
        for line in wrap(text, width: 100) { self.text += Self.line(String(line.drop { $0 == " " })) + "\n" }
    }

    /// A term, in roff, and what it means.
    mutating func item(_ term: String, _ meaning: String) {
        text += ".TP\n\(term)\n"
        running(meaning)
    }

    /// A command line, as it is typed.
    mutating func example(_ meaning: String, _ command: String, isFirst: Bool = false) {
        if !isFirst { text += ".PP\n" }
        running(meaning + ":")
        text += ".PP\n.RS 4\n.EX\n\(Self.line(command))\n.EE\n.RE\n"
    }

    /// Lines as they stand in a file.
    mutating func block(_ block: String) {
        text += ".PP\n.RS 4\n.EX\n"
        for line in block.split(separator: "\n", omittingEmptySubsequences: false) {
            text += Self.line(String(line)) + "\n"
        }
        text += ".EE\n.RE\n"
    }

    // MARK: Escaping

    static func bold(_ text: String) -> String { "\\fB\(escaped(text))\\fR" }
    static func italic(_ text: String) -> String { "\\fI\(escaped(text))\\fR" }

    /// A whole line: it must not start like a macro.
    static func line(_ text: String) -> String {
        let escaped = escaped(text)
        return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
    }

    /// In quotation marks, as one argument of a macro.
    private static func argument(_ text: String) -> String { "\"\(escaped(text))\"" }

    static func escaped(_ text: String) -> String {
        var shown = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": shown += "\\e"
            // A plain dash may become a hyphen, which no shell understands; the others have typographic forms as well.
            case "-": shown += "\\-"
            case "'": shown += "\\(aq"
            case "`": shown += "\\(ga"
            case "^": shown += "\\(ha"
            case "~": shown += "\\(ti"
            case "\"": shown += "\\(dq"
            // Every terminal has these.
            case "…": shown += "..."
            case "→": shown += "\\(->"
            case _ where !scalar.isASCII: shown += "\\[u\(hexadecimal(scalar.value))]"
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }

    private static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
