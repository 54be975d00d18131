import Testing

@testable import CommandLineKit

@Suite struct ManPageTests {
    private static let edition = ManPage.Edition(date: "2026-01-02", source: "tool 1.0", manual: "Tool Manual")

    @Test(arguments: [
        ("--all-namespaces", "\\-\\-all\\-namespaces"), ("a\\b", "a\\eb"), (".hidden", "\\&.hidden"),
        ("'quoted'", "\\(aqquoted\\(aq"), ("a…", "a..."), ("…", "\\&..."), ("é", "\\[u00E9]"), ("~/x", "\\(ti/x"),
    ])
    func textIsNeverTakenForRoff(text: String, expected: String) {
        #expect(ManText.line(text) == expected)
    }

    @Test func aPageHasAllItsParts() {
        let page = ManPage.page(
            of: SampleTable.status, in: SampleTable.table, references: [ManPage.Reference("tool", 1)],
            edition: Self.edition)
        #expect(page.contains(".TH \"TOOL\\-STATUS\" \"1\" \"2026-01-02\" \"tool 1.0\" \"Tool Manual\"\n"))
        for heading in [
            "NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "ENVIRONMENT", "EXAMPLES", "SEE ALSO",
        ] {
            #expect(page.contains(".SH \"\(heading)\"\n"), "\(heading)")
        }
        #expect(page.contains("\\fB\\-o\\fR, \\fB\\-\\-output\\fR \\fIFORMAT\\fR\n"))
        #expect(page.contains("tool status \\-A \\-o json | jq"))
        #expect(!page.contains("trace\\-words"))
        #expect(page.hasSuffix("\\fBtool\\fR(1)\n"))
    }

    @Test func subcommandsAreToldInFull() {
        let page = ManPage.page(
            of: SampleTable.completion, in: SampleTable.table, references: [], edition: Self.edition)
        #expect(page.contains(".SS \"completion bash\"\n"))
    }

    @Test func theReferenceShowsWhatMarkdownWouldEat() {
        #expect(MarkdownReference.escaped("a|b <uid> *") == "a\\|b \\<uid\\> \\*")
        let page = MarkdownReference.page(of: SampleTable.table)
        #expect(page.contains("### tool completion zsh"))
        #expect(page.contains("| `-o, --output FORMAT` | Output format; one of table, wide, json, yaml |"))
        #expect(!page.contains("statistics"))
    }
}
