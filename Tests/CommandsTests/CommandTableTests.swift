import CommandLineKit
import Commands
import FoundationEssentials
import Reports
import Sandbox
import TestSupport
import Testing

/// The real command tables are sound, and every command can be asked for help.
@Suite struct CommandTableTests {
    @Test func tablesHaveNoDefects() async {
        // As kubectl's, --server names a server; that of version is about the versions of servers.
        #expect(
            CommandTables.table.defects() == ["--server takes a value in one command and none in another"])
        #expect(SandboxTable.table.defects() == [])
    }

    @Test(arguments: CommandTables.table.commands.map(\.name))
    func everyCommandHasHelp(name: String) async {
        let help = await run(["help", name], width: 80)
        #expect(help.status == .success)
        let asked = await run([name, "--help"], width: 80)
        #expect(asked.output == help.output)
        #expect(help.output.contains("kubelb-ctl \(name)"))
    }

    /// Of a terminal of 80 columns and 24 rows, also in a pager. `options` lists what the others leave out.
    @Test(arguments: CommandTables.table.commands.filter { !$0.hidden && $0.name != "options" }.map(\.name) + [""])
    func helpFitsOnTwoScreens(command: String) async {
        let words = command.isEmpty ? ["--help"] : [command, "--help"]
        let (shown, piped) = (await run(words, width: 80), await run(words))
        #expect(shown.output.split(separator: "\n", omittingEmptySubsequences: false).count <= 49, "\(shown.output)")
        #expect(piped.output == shown.output)
        let wide = await run(words, variables: ["COLUMNS": "120"])
        #expect(wide.output == (await run(words, width: 120)).output)
    }

    @Test func helpPointsToTheCommonOptions() async {
        #expect(await run(["status", "--help"]).output.contains("kubelb-ctl help options"))
    }

    /// What the help of one command leaves out is listed once.
    @Test func commonOptionsAreListed() async {
        let (listed, asked) = (await run(["options"], width: 80), await run(["help", "options"], width: 80))
        #expect(listed.status == .success && listed.output == asked.output)
        for name in ["--management-context", "--token", "--fail-on", "--no-headers", "--verbose"] {
            #expect(listed.output.contains(name), "\(name)")
        }
    }

    @Test func everyFormatIsOffered() async {
        let status = CommandTables.table.commands.first { $0.name == "status" }
        let offered = status?.options.first { $0.name == "output" }?.choices
        #expect(offered == OutputFormat.ofReports.map(\.rawValue))
    }

    @Test func noWordsMeansHelp() async {
        let (bare, asked) = (await run([]), await run(["--help"]))
        #expect(bare.output == asked.output)
    }

    /// Commands with `-o`, and each of their formats.
    static let formats: [(command: String, format: String)] = {
        func formats(_ command: CommandSpec, _ path: String) -> [(String, String)] {
            let path = path.isEmpty ? command.name : "\(path)-\(command.name)"
            let own = command.options.first { $0.name == "output" }?.choices ?? []
            return own.map { (path, $0) } + command.subcommands.flatMap { formats($0, path) }
        }
        return CommandTables.table.commands.flatMap { formats($0, "") }
    }()

    /// Where the output of a format is not in the file that bears its name.
    private static let recordedElsewhere = [
        "checks-table": "checks", "trace-tree": "trace-table", "version-text": "version",
    ]

    @Test(arguments: formats.map { "\($0.command)-\($0.format)" })
    func everyFormatIsRecorded(name: String) throws {
        let names = [name, name.replacing("status-", with: "status-all-"), Self.recordedElsewhere[name] ?? name]
        let isThere = names.contains { name in
            FileManager.default.fileExists(atPath: Folder.tests.appending(path: "Golden/\(name).txt").path())
        }
        #expect(isThere)
    }
}
