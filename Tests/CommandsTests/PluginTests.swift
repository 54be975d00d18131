import CommandLineKit
import Commands
import Testing

/// Commands that the tool prints about itself, if kubectl started it.
@Suite struct PluginTests {
    private static func run(_ words: [String], as path: String = "/usr/bin/kubectl-kubelb_ctl") async -> Run {
        await CommandsTests.run(words, width: 80) { $0.program = Tool.program(startedAs: path) }
    }

    /// A command without the `kubectl` of the plugin in front of it.
    private static func hasOther(_ text: String) -> Bool {
        // Lines may be wrapped within a command.
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let rest = words.replacing("kubectl kubelb-ctl", with: "")
        return Tool.program(startedAs: "kubectl-kubelb_ctl")?.applied(to: rest) != rest
    }

    @Test(arguments: CommandTables.table.commands.filter { !$0.hidden }.map(\.name) + [""])
    func helpNamesThePlugin(command: String) async {
        let help = await Self.run(command.isEmpty ? ["--help"] : ["help", command])
        #expect(help.output.contains("kubectl kubelb-ctl \(command)"), "\(help.output)")
        #expect(!Self.hasOther(help.output), "\(help.output)")
    }

    @Test func hintsAndReportsNameThePlugin() async {
        let wrong = await Self.run(["status", "--nonsense"])
        #expect(wrong.error.contains("hint: kubectl kubelb-ctl status --help lists the options"), "\(wrong.error)")
        let bundle = ["--from-bundle", Folder.recorded("17-no-endpoints")]
        for words in [["status", "-A"], ["doctor"], ["status", "nomatch"], ["verify", "-A"], ["trace", "-A"]] {
            let report = await Self.run(words + bundle)
            #expect(report.output.contains("kubectl kubelb-ctl "), "\(words): \(report.output)")
            #expect(!Self.hasOther(report.output), "\(words): \(report.output)")
        }
        let explained = await Self.run(["explain", "KLC-H001"])
        #expect(!Self.hasOther(explained.output), "\(explained.output)")
    }

    /// Documents are the same whoever made them.
    @Test func documentsKeepTheName() async {
        let words = ["doctor", "-o", "json", "--from-bundle", Folder.recorded("17-no-endpoints")]
        let (plugin, tool) = (await Self.run(words), await Self.run(words, as: "kubelb-ctl"))
        #expect(plugin.output == tool.output)
    }
}
