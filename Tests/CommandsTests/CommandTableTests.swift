import CommandLineKit
import Commands
import Reports
import Sandbox
import Testing

/// The real command tables are sound, and every command can be asked for help.
@Suite struct CommandTableTests {
    @Test func tablesHaveNoDefects() async {
        #expect(CommandTables.table.defects() == [])
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

    @Test func everyFormatIsOffered() async {
        let status = CommandTables.table.commands.first { $0.name == "status" }
        let offered = status?.options.first { $0.name == "output" }?.choices
        #expect(offered == OutputFormat.ofReports.map(\.rawValue))
    }

    @Test func noWordsMeansHelp() async {
        let (bare, asked) = (await run([]), await run(["--help"]))
        #expect(bare.output == asked.output)
    }
}
