/// Text in Markdown, for pull requests and tickets (CommonMark, GitHub's and GitLab's additions).
enum MarkdownText {
    /// Text of which nothing is markup: no emphasis, links, HTML, table cells, mentions or references to issues. One line.
    static func escaped(_ text: String) -> String {
        let scalars = Array(ReportWords.line(text).unicodeScalars)
        var escaped = ""
        for (index, scalar) in scalars.enumerated() {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\\", "`", "*", "_", "[", "]", "|", "~", "$": escaped += "\\" + String(scalar)
            // GitHub looks for mentions, issues and addresses in the finished page: a space without width parts them.
            case "@", "#": escaped += "\\" + String(scalar) + noSpace
            case ":" where scalars[(index + 1)...].starts(with: ["/", "/"]): escaped += ":" + noSpace
            case "." where isWorldWideWeb(scalars[..<index]): escaped += noSpace + "."
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// U+200B; the character itself would not be seen in the text of the page.
    private static let noSpace = "&#8203;"

    private static func isWorldWideWeb(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
        let word = scalars.suffix(3)
        return word.count == 3 && word.allSatisfy { $0 == "w" || $0 == "W" }
    }

    /// Text as it is, to be copied: a fence that nothing in the text can close.
    static func fenced(_ text: String, language: String = "sh", indent: String = "") -> [String] {
        let lines = ReportWords.lines(text)
        let longest = lines.flatMap { $0.split(whereSeparator: { $0 != "`" }) }.map(\.count).max() ?? 0
        let fence = String(repeating: "`", count: max(3, longest + 1))
        return ([fence + language] + lines + [fence]).map { indent + $0 }
    }

    static func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }

    /// A table: the heading, the rule beneath it, the rows.
    static func table(_ headings: [String], _ rows: [[String]]) -> [String] {
        [row(headings), row(headings.map { _ in "---" })] + rows.map(row)
    }
}
