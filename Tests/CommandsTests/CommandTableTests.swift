import CommandLineKit
import Commands
import Reports
import Sandbox
import Testing

/// The real command tables are sound, and every command can be asked for help.
@Suite struct CommandTableTests {
    @Test func tablesHaveNoDefects() {
        #expect(CommandTables.table.defects() == [])
        #expect(SandboxTable.table.defects() == [])
    }

    @Test(arguments: CommandTables.table.commands.map(\.name))
    func everyCommandHasHelp(name: String) {
        let help = run(["help", name], width: 80)
        #expect(help.status == .success)
        #expect(help.output == run([name, "--help"], width: 80).output)
        #expect(help.output.contains("kubelb-ctl \(name)"))
    }

    @Test func everyFormatIsOffered() {
        let status = CommandTables.table.commands.first { $0.name == "status" }
        let offered = status?.options.first { $0.name == "output" }?.choices
        #expect(offered == OutputFormat.allCases.map(\.rawValue))
    }

    @Test func noWordsMeansHelp() {
        #expect(run([]).output == run(["--help"]).output)
    }
}
