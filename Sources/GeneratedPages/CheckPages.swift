import CommandLineKit
import Diagnosis
import Topology

/// `docs/checks/`: one page a check, and their index.
enum CheckPages {
    private static let remark = "<!-- Generated from the catalogue of checks. Do not edit: make generate. -->\n\n"
    private static let documentation = Catalogue.checks.map(\.documentation)

    static var all: [GeneratedFile] {
        [GeneratedFile("docs/checks/README.md", index)]
            + documentation.map { GeneratedFile("docs/checks/\($0.code).md", page($0)) }
    }

    private static var index: String {
        var text =
            remark
                + """
                # Checks

                All checks of `kubelb-ctl doctor`. `kubelb-ctl explain CODE` prints the same pages offline. A code is never reused for
                another check.

                """
        for group in CheckGroup.allCases {
            let members = documentation.filter { $0.code.group == group }
            guard !members.isEmpty else { continue }
            text += "\n## \(group.title)\n\n| code | problem | severity | blocks |\n|---|---|---|---|\n"
            for member in members {
                let stage = member.stage.map { "\($0.rawValue) \($0.title)" } ?? ""
                text +=
                    "| [\(member.code)](\(member.code).md) | \(escaped(member.title)) | \(member.severity.keyword) | \(stage) |\n"
            }
        }
        text += "\n## Withdrawn\n\nThese codes are not used, and will not be reused.\n"
        for check in Catalogue.withdrawn {
            text += "\n**\(check.code)** \(escaped(check.title)).\n\(paragraph(check.reason))\n"
        }
        return text
    }

    private static func page(_ check: CheckDocumentation) -> String {
        var text = remark + "# \(check.code): \(escaped(check.title))\n\n\(check.weight).\n"
        for section in check.sections { text += "\n## \(section.heading)\n\n\(paragraph(section.text))\n" }
        text += "\n## Reads\n\n| cluster | read | permission | if unavailable |\n|---|---|---|---|\n"
        for input in check.inputs { text += row(input, without: "the check is unknown") }
        for input in check.optionalInputs {
            text += row(
                input, without: check.inputs.isEmpty ? "the other reads are enough" : "the finding is less detailed")
        }
        text += links("Can be caused by", check.causedBy)
        text += links("Can cause", check.consequences)
        return text + "\n[All checks](README.md)\n"
    }

    private static func row(_ input: Input, without consequence: String) -> String {
        let right = input.right.map { "`\($0)`" } ?? "none"
        return "| \(input.side.rawValue) | \(escaped(input.name)) | \(right) | \(consequence) |\n"
    }

    private static func links(_ heading: String, _ codes: [CheckCode]) -> String {
        guard !codes.isEmpty else { return "" }
        let lines = codes.map { code in
            "- [\(code)](\(code).md) \(escaped(Catalogue.check(code)?.documentation.title ?? ""))\n"
        }
        return "\n## \(heading)\n\n" + lines.joined()
    }

    private static func paragraph(_ text: String) -> String {
        wrap(text, width: 110).map(escaped).joined(separator: "\n")
    }

    private static func escaped(_ text: String) -> String { MarkdownReference.escaped(text) }
}
