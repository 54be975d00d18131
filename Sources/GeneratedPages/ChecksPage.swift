import CommandLineKit
import Diagnosis

/// kubelb-ctl-checks(7): the catalogue.
enum ChecksPage {
    static var text: String {
        ManPage.page(
            name: "kubelb-ctl-checks", section: 7, summary: "Checks of kubelb-ctl and what their findings mean",
            sections: [
                ManPage.Section(
                    "Description",
                    """
                    Every finding of kubelb-ctl has a code such as KLC-C001, which is never reused for another check. The letter is the \
                    group of the check. kubelb-ctl explain CODE prints one of these entries; kubelb-ctl checks lists all checks.
                    """)
            ] + groups + [withdrawn],
            references: [ManPage.Reference("kubelb-ctl", 1), ManPage.Reference("kubelb-ctl-explain", 1)],
            edition: ManPages.edition)
    }

    private static var groups: [ManPage.Section] {
        CheckGroup.allCases.compactMap { group in
            let members = Catalogue.checks.map(\.documentation).filter { $0.code.group == group }
            return members.isEmpty ? nil : ManPage.Section(group.title, parts: members.map(entry))
        }
    }

    private static var withdrawn: ManPage.Section {
        ManPage.Section(
            "Withdrawn", "These codes are not used, and will not be reused.",
            items: Catalogue.withdrawn.map { ("\($0.code)  \($0.title)", $0.reason) })
    }

    private static func entry(_ check: CheckDocumentation) -> ManPage.Section {
        let reads = (check.inputs + check.optionalInputs).map(\.description).joined(separator: ", ")
        let causes = check.causedBy.map(\.description).joined(separator: ", ")
        return ManPage.Section(
            "\(check.code)  \(check.title)", check.weight + ".",
            items: check.sections.map { ($0.heading, $0.text) } + [("Reads", reads + ".")]
                + (causes.isEmpty ? [] : [("Can be caused by", causes + ".")]))
    }
}
