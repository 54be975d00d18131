import Testing

@testable import CommandLineKit

@Suite struct HelpRendererTests {
    private let table = SampleTable.table

    @Test func showsTheTool() {
        let expected = """
            Look after harbours

            Usage:
              tool COMMAND [options]

            Diagnosis commands:
              status      Show where ships are
              cleanup     Remove wrecks
              logs        Show the log books

            Other commands:
              completion  Print a completion script
              version     Show the version
              help        Show help

            Harbour options:
                  --context NAME             The harbour's name
                  --management-context NAME  The office's name; also --mgmt-context

            General options:
              -v, --verbose                  Say more
                  --color WHEN               Use colour (default: auto); one of auto,
                                             always, never
                  --[no-]pager               Show long output page by page
              -h, --help                     Show this help

            Exit statuses:
              0  Done
              2  Usage error

            Environment:
              TOOL_CONTEXT  Like --context

            Run tool help COMMAND to see the options and examples of a command.
            Fair winds.

            """
        #expect(HelpRenderer.render(table, width: 80) == expected)
    }

    @Test func showsACommand() {
        let expected = """
            Show where ships are

            Usage:
              tool status [ship/NAME...] [options]
              Also called st.

            With a name: one ship.
            Without: all of them.

            Examples:
              # All ships for a script
              tool status -A -o json | jq '.ships[] | .name' > ships.txt
              # One ship
              NO_COLOR=1 tool status ship/Ada -n east

            Arguments:
              ship/NAME  A ship

            Ship options:
              -n, --namespace NAMESPACE      The quay
              -A, --all-namespaces           All quays
              -w, --watch                    Go on and on
              -l, --selector SELECTOR        Only ships with these flags; may be repeated.
                                             All have to be flown.
                  --wait[=STATE]             Wait for a state (without a value: healthy);
                                             one of healthy, deleted

            Output options:
              -o, --output FORMAT            Output format; one of table, wide, json, yaml

            """
        let text = HelpRenderer.render(SampleTable.status, in: table, width: 80)
        #expect(text.hasPrefix(expected))
        #expect(text.contains("\nHarbour options:\n"))
        #expect(text.hasSuffix("  -h, --help                     Show this help\n"))
    }

    @Test func showsSubcommands() throws {
        let text = HelpRenderer.render(path: ["completion"], in: table, width: 80)
        #expect(text.contains("  tool completion COMMAND [options]\n"))
        #expect(text.contains("Commands:\n  bash  For bash\n  zsh   For zsh\n"))
        let bash = HelpRenderer.render(path: ["completion", "bash"], in: table, width: 80)
        #expect(bash.contains("  tool completion bash [options]\n"))
    }

    @Test func aPathThatNamesNothingShowsTheTool() {
        #expect(HelpRenderer.render(path: [], in: table, width: 80) == HelpRenderer.render(table, width: 80))
        #expect(HelpRenderer.render(path: ["x"], in: table, width: 80) == HelpRenderer.render(table, width: 80))
    }

    @Test func hiddenThingsAreNotShown() {
        let text = HelpRenderer.render(table, width: 80) + HelpRenderer.render(SampleTable.status, in: table, width: 80)
        #expect(!text.contains("statistics"))
        #expect(!text.contains("trace-words"))
    }

    /// Examples alone may be longer than a line.
    @Test(arguments: [-1, 0, 60, 80, 120, 250, 9_999])
    func keepsToTheWidth(width: Int) {
        let limit = min(max(width, 60), 250)
        for path in [[], ["status"], ["cleanup"], ["logs"], ["completion"], ["completion", "bash"]] {
            let text = HelpRenderer.render(path: path, in: table, width: width)
            for line in text.split(separator: "\n") where !line.contains("tool ") {
                #expect(displayWidth(String(line)) <= limit, "\(line)")
                #expect(line.last != " ")
            }
        }
    }

    @Test func headingsAreBoldWhenAskedFor() {
        let plain = HelpRenderer.render(table, width: 80)
        let bold = TerminalText.written(HelpRenderer.render(table, width: 80, emphasis: true))
        #expect(!plain.contains("\u{1B}"))
        #expect(bold.contains("\u{1B}[1mExit statuses:\u{1B}[0m\n"))
        let stripped = ["\u{1B}[1m", "\u{1B}[0m"].reduce(bold) { text, code in
            text.split(separator: code, omittingEmptySubsequences: false).joined()
        }
        #expect(stripped == plain)
    }

    @Test func aLongTermHasALineOfItsOwn() {
        let command = CommandSpec(
            name: "go", summary: "Go",
            options: [
                OptionSpec(
                    name: "management-certificate-authority", kind: .value(placeholder: "FILE"), summary: "A file",
                    group: "Long")
            ])
        let text = HelpRenderer.render(command, in: table, width: 80)
        #expect(text.contains("      --management-certificate-authority FILE\n                                 "))
    }
}
