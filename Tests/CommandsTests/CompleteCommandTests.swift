import Commands
import FoundationEssentials
import Testing

/// The hidden command that completion scripts ask: candidates or nothing, and always status 0.
@Suite struct CompleteCommandTests {
    private static let bundle = Folder.recorded("01-healthy")

    private func candidates(
        _ kind: String, _ words: [String], variables: [String: String] = [:]
    ) async -> [String] {
        let run = await run(["__complete", kind, "--"] + words, variables: variables)
        #expect(run.status == .success)
        #expect(run.error == "")
        return run.output.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
    }

    @Test(arguments: [
        ("", "svc/web"), ("svc/w", "svc/web"), ("w", "web"), ("service/", "service/web"),
        ("default/", "default/service/web"),
        ("lb/6", "lb/6fa9f0f1-a874-459d-8973-12ec8d561006"), ("other/", nil), ("x", nil), ("svc/web/", nil), ("/", nil),
    ])
    func offersServicesInTheFormThatIsTyped(typed: String, expected: String?) async {
        let found = await candidates("service", ["status", "--from-bundle", Self.bundle, typed])
        #expect(found == expected.map { [$0] } ?? [])
    }

    @Test func readsTheOtherWordsAsAShellWould() async {
        let folder = Folder.recorded.path()
        for words in [
            ["status", "--from-bundle=\(Self.bundle)"], ["status", "--from-bundle", "\"$RECORDED/01-healthy\""],
            ["status", "--from-bundle", "~/01-healthy"], ["--from-bundle", "${RECORDED}/01-healthy", "status"],
            ["status", "--from-bundle", Self.bundle, "-ndefault"],
            ["status", "--nonsense", "--from-bundle", Self.bundle],
        ] {
            let found = await candidates("service", words + [""], variables: ["RECORDED": folder, "HOME": folder])
            #expect(found == ["svc/web"], "\(words)")
        }
    }

    @Test(arguments: [
        ("ing,gat", ["ing,gateways"]), ("ing,g", ["ing,gateways", "ing,grpcroutes"]),
        ("svc,ing,gateways,h", ["svc,ing,gateways,httproutes"]),
        ("ing,ing", []), ("nosuch,gat", []), ("svc/web,gat", []), (",gat", []),
    ])
    func offersFurtherKinds(typed: String, expected: [String]) async {
        #expect(await candidates("service", ["status", "--from-bundle", Self.bundle, typed]) == expected)
    }

    @Test(arguments: [
        (["doctor", "-o", "h"], "format", ["html"]), (["doctor", "--all-tenants", "-o", "h"], "format", ["html"]),
        (["status", "--management-only", "-o", "g"], "format", ["github"]),
        (["status", "-A", "-o", "g"], "format", ["github"]),
        (["doctor", "--all-tenants", "-o", "ju"], "format", ["junit"]),
        (["doctor", "--all-pairs", "-o", "ju"], "format", []),
        (["doctor", "--all-tenants", "-o", "jsonp"], "format", ["jsonpath=", "jsonpath-as-json=", "jsonpath-file="]),
        (["trace", "--management-only", "-o", "me"], "format", ["mermaid"]),
        (["verify", "--report", "s"], "report-format", ["short=", "sarif="]),
        (["doctor", "--report", "html=x"], "report-format", []),
        (["doctor", "--all-tenants", "--report", "g"], "report-format", ["github="]),
    ])
    func offersFormatsThatAreWritten(words: [String], kind: String, expected: [String]) async {
        #expect(await candidates(kind, words) == expected, "\(words)")
    }

    @Test func whatIsNamedAlreadyIsNotOfferedAgain() async {
        #expect(await candidates("service", ["status", "--from-bundle", Self.bundle, "svc/web", ""]) == [])
        #expect(await candidates("service", ["status", "--from-bundle", Self.bundle, "svc", ""]) == ["web"])
    }

    @Test func tenantsAreOfferedAsArguments() async throws {
        try await withExample("") { bundle in
            #expect(await candidates("service", ["status", "--from-bundle", bundle, "tenant/"]) == ["tenant/acme"])
            #expect(await candidates("tenant-argument", ["doctor", "--from-bundle", bundle, "te"]) == ["tenant/acme"])
            #expect(await candidates("tenant", ["doctor", "--from-bundle", bundle, "--tenant", ""]) == ["acme"])
        }
    }

    @Test func aNameInSeveralNamespacesIsOfferedWithThem() async throws {
        let changes = """
            tenant:
              services: {other/web: {spec: {type: LoadBalancer}}, shop/checkout: {spec: {type: LoadBalancer}}}
            """
        try await withExample(changes) { bundle in
            let all = await candidates("service", ["status", "--from-bundle", bundle, ""])
            #expect(all == ["other/service/web", "shop/service/web", "svc/checkout"])
            let chosen = await candidates("service", ["status", "-n", "other", "--from-bundle", bundle, ""])
            #expect(chosen == ["svc/web"])
        }
    }

    @Test func readsKubeconfigs() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/config"
            try """
            contexts: [{name: a, context: {}}, {name: "b:c", context: {}}, {name: "x\\e[31m", context: {}}]
            clusters: [{name: one, cluster: {}}]
            users: [{name: anna, user: {token: secret}}]
            """.write(toFile: path, atomically: true, encoding: .utf8)
            #expect(await candidates("context", ["--kubeconfig", path, ""]) == ["a", "b:c"])
            #expect(await candidates("context", [""], variables: ["KUBECONFIG": path]) == ["a", "b:c"])
            #expect(await candidates("cluster", ["--kubeconfig=\(path)", ""]) == ["one"])
            #expect(await candidates("user", ["--kubeconfig", path, "A"]) == ["anna"])
            #expect(await candidates("management-context", ["--kubeconfig", path, "b"]) == ["b:c"])
            #expect(await candidates("management-context", ["--mgmt-kubeconfig", path, ""]) == ["a", "b:c"])
            #expect(
                await candidates("management-context", [""], variables: ["KUBELB_CTL_MANAGEMENT_KUBECONFIG": path])
                    == ["a", "b:c"])
        }
    }

    @Test func saysNothingOfWhatIsWrong() async {
        for words in [
            ["status", "--kubeconfig", "/nowhere", ""], ["status", "--from-bundle", "/nowhere", ""],
            ["status", "--from-bundle", Self.bundle, "--user", "a", ""],
            ["status", "--request-timeout", "soon", ""],
        ] {
            for kind in ["service", "namespace", "tenant", "context", "user", "nonsense"] {
                #expect(await candidates(kind, words).filter { kind == "service" && $0 != "" } == [], "\(words)")
            }
        }
        #expect(await run(["__complete"]).output == "")
        #expect(await run(["__complete", "service"]).output == "")
    }

    @Test(arguments: [
        (["st"], "status\tShow the status of Services and routes and what blocks them\n:4\n"),
        (
            ["status", "--output=js"],
            "--output=json\n--output=jsonpath=\n--output=jsonpath-as-json=\n--output=jsonpath-file=\n:4\n"
        ),
        (["status", "-oy"], "-oyaml\n:4\n"),
        (["events", "--types", "Normal,W"], "Normal,Warning\n:4\n"),
        (["doctor", "--all-tenants", "-o", "g"], "github\n:4\n"), (["doctor", "--report=h"], "--report=html=\n:4\n"),
        (["doctor", "--kubeconfig", ""], ":0\n"), (["checks", "-o", "n"], "name\n:4\n"), (["checks", "x"], ":4\n"),
    ])
    func answersKubectl(words: [String], expected: String) async {
        #expect(await run(["__complete", "kubectl", "--"] + words).output == expected)
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func printsTheScriptOfAShell(shell: String) async {
        let run = await run(["completion", shell])
        #expect(run.status == .success)
        #expect(run.output.contains("__complete"))
    }

    @Test func anUnknownShellGetsAHint() async {
        let (near, far) = (await run(["completion", "zhs"]), await run(["completion", "powershell"]))
        #expect(near.status == .usage)
        #expect(near.error == "error: no completion script for \"zhs\"\nhint: did you mean zsh?\n")
        #expect(far.error.contains("one of bash, zsh, fish"))
    }

    @Test func isNotShown() async {
        for words in [["--help"], ["help", "nonsense"], ["__complet"]] {
            let run = await run(words)
            #expect(!(run.output + run.error).contains("__complete"))
        }
    }
}
