import CommandLineKit
import Commands

/// `man/`: one line for each page that is no command's.
enum ManPages {
    static let edition = ManPage.Edition(
        date: ToolVersion.date, source: "kubelb-ctl \(ToolVersion.text)", manual: "kubelb-ctl Manual")

    static var all: [GeneratedFile] {
        [
            file("kubelb-ctl", 1, ToolPage.text),
            file("kubelb-ctl-checks", 7, ChecksPage.text),
            file("kubelb-ctl-config", 5, ConfigurationPage.text),
            file("kubelb-sandbox", 1, SandboxPage.text),
        ] + commands.map { file("kubelb-ctl-\($0.name)", 1, page(of: $0)) }
    }

    private static var commands: [CommandSpec] { CommandTables.table.commands.filter { !$0.hidden } }

    private static func page(of command: CommandSpec) -> String {
        var references = [ManPage.Reference("kubelb-ctl", 1), ManPage.Reference("kubelb-ctl-checks", 7)]
        // The neighbours in the help: what somebody may have been looking for.
        let names = commands.map(\.name)
        if let place = names.firstIndex(of: command.name) {
            references += [place - 1, place + 1].filter(names.indices.contains)
                .map { ManPage.Reference("kubelb-ctl-\(names[$0])", 1) }
        }
        return ManPage.page(of: command, in: CommandTables.table, references: references, edition: edition)
    }

    private static func file(_ name: String, _ section: Int, _ text: String) -> GeneratedFile {
        GeneratedFile("man/\(name).\(section)", text)
    }

    static var commandReferences: [ManPage.Reference] { commands.map { ManPage.Reference("kubelb-ctl-\($0.name)", 1) } }
}
