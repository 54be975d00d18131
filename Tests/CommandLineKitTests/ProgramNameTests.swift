import CommandLineKit
import Testing

@Suite struct ProgramNameTests {
    private static func program(_ path: String) -> ProgramName? {
        ProgramName(startedAs: path, tool: "kubelb-ctl", commands: ["status", "doctor", "help"])
    }

    @Test(
        arguments: [
            ("kubectl-kubelb_ctl", "kubectl kubelb-ctl"), ("/usr/local/bin/kubectl-kubelb_ctl", "kubectl kubelb-ctl"),
            ("kubectl-kubelb", "kubectl kubelb"), ("/home/me/.krew/bin/kubectl-klb-ctl", "kubectl klb ctl"),
            ("kubelb-ctl", nil), ("/usr/bin/kubelb-ctl", nil), ("./kubelb-ctl-amd64", nil), ("kubectl-", nil),
            ("kubectl-a\u{1B}[31m", nil), ("kubectl-a b", nil), ("kubectl-ä", nil), ("", nil),
        ] as [(String, String?)])
    func isThatOfPlugins(path: String, name: String?) {
        #expect(Self.program(path)?.name == name)
    }

    @Test(arguments: [
        ("run kubelb-ctl status -A", "run kubectl klb status -A"), ("kubelb-ctl --help", "kubectl klb --help"),
        ("usage: kubelb-ctl COMMAND [options]", "usage: kubectl klb COMMAND [options]"),
        ("1 error elsewhere (kubelb-ctl doctor)", "1 error elsewhere (kubectl klb doctor)"),
        ("kubelb-ctl help status; kubelb-ctl doctor", "kubectl klb help status; kubectl klb doctor"),
        ("kubelb-ctl computes what the CCM writes", "kubelb-ctl computes what the CCM writes"),
        ("another version of kubelb-ctl", "another version of kubelb-ctl"),
        ("Deployment kubelb/kubelb-ctl status", "Deployment kubelb/kubelb-ctl status"),
        ("_kubelb-ctl status", "_kubelb-ctl status"), ("kubelb-ctl statuses", "kubelb-ctl statuses"), ("", ""),
    ])
    func standsInCommandsOnly(text: String, expected: String) throws {
        #expect(try #require(Self.program("kubectl-klb")).applied(to: text) == expected)
    }

    @Test(arguments: ["kubectl-kubelb_ctl", "kubectl-a-kubelb_ctl", "kubectl-klb"])
    func isPutInOnce(path: String) throws {
        let program = try #require(Self.program(path))
        let text = program.applied(to: "hint: kubelb-ctl status --help")
        #expect(text == "hint: \(program.name) status --help")
        #expect(program.applied(to: text) == text)
    }
}
