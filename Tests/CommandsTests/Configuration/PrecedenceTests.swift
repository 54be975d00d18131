import Commands
import Documents
import FoundationEssentials
import Testing

/// The command line counts before the environment, this before the pair, this before the defaults.
@Suite struct PrecedenceTests {
    private static let file = """
        defaults: {pair: acme, request-timeout: 10s, output: wide, suppress: [KLC-T004]}
        pairs:
          acme:
            tenant: acme
            kubeconfig: acme.kubeconfig
            context: acme
            user: viewer
            management-kubeconfig: ~/management
            management-context: mgmt
            request-timeout: 30s
            as-group: [ops, "system:masters"]
          globex: {context: globex, no-logs: true}
        """

    private func expect(
        _ expected: [String: (String, String)], _ words: [String] = [], variables: [String: String] = [:],
        at location: SourceLocation = #_sourceLocation
    ) async throws {
        try await withHome(Self.file) { home in
            let settings = try await home.settings(words, variables: variables)
            for (name, (value, from)) in expected {
                let shown = settings[name].map { setting in
                    setting.value.string ?? setting.value.array?.compactMap(\.string).joined(separator: ",") ?? "null"
                }
                let wanted = value.replacing("$HOME", with: home.directory)
                #expect(shown == wanted, "\(name)", sourceLocation: location)
                #expect(settings[name]?.from == from, "\(name)", sourceLocation: location)
            }
        }
    }

    @Test func thePairOfTheDefaultsCounts() async throws {
        try await expect([
            "tenant": ("acme", "pair"), "kubeconfig": ("$HOME/.config/kubelb-ctl/acme.kubeconfig", "pair"),
            "management-kubeconfig": ("$HOME/management", "pair"), "request-timeout": ("30s", "pair"),
            "as-group": ("ops,system:masters", "pair"), "output": ("wide", "defaults"),
            "suppress": ("KLC-T004", "defaults"), "color": ("auto", "builtIn"), "as": ("null", "unset"),
        ])
    }

    @Test func anotherPairCanBeChosen() async throws {
        let expected = [
            "context": ("globex", "pair"), "tenant": ("null", "unset"), "no-logs": ("true", "pair"),
            "request-timeout": ("10s", "defaults"),
        ]
        try await expect(expected, ["--pair", "globex"])
        try await expect(expected, variables: ["KUBELB_CTL_PAIR": "globex"])
        try await expect(["context": ("acme", "pair")], ["--pair=acme"], variables: ["KUBELB_CTL_PAIR": "globex"])
        try await expect(["context": ("null", "unset")], ["--pair="], variables: ["KUBELB_CTL_PAIR": "globex"])
    }

    @Test func variablesCountBeforeThePair() async throws {
        try await expect(
            ["tenant": ("other", "environment"), "color": ("never", "environment")],
            variables: ["TENANT_NAME": "other", "NO_COLOR": "1"])
        // An empty variable says nothing.
        try await expect(["tenant": ("acme", "pair")], variables: ["TENANT_NAME": ""])
    }

    @Test func optionsCountBeforeAll() async throws {
        try await expect(
            ["tenant": ("third", "commandLine"), "request-timeout": ("5s", "commandLine")],
            ["--tenant", "third", "--request-timeout", "5s"], variables: ["TENANT_NAME": "other"])
    }

    @Test func aWiderThingTakesTheNarrowerOnesAway() async throws {
        try await expect(
            [
                "kubeconfig": ("/x", "commandLine"), "context": ("null", "unset"), "user": ("null", "unset"),
                "tenant": ("null", "unset"), "as-group": ("null", "unset"), "management-context": ("mgmt", "pair"),
            ], ["--kubeconfig", "/x"])
        try await expect(
            [
                "context": ("x", "commandLine"), "user": ("null", "unset"), "tenant": ("null", "unset"),
                "kubeconfig": ("$HOME/.config/kubelb-ctl/acme.kubeconfig", "pair"),
            ], ["--context", "x"])
        try await expect(
            ["management-kubeconfig": ("/m", "environment"), "management-context": ("null", "unset")],
            variables: ["KUBELB_CTL_MANAGEMENT_KUBECONFIG": "/m"])
    }

    @Test func theVariablesOfTheManagementClusterGoTogether() async throws {
        try await expect(
            ["management-kubeconfig": ("/m", "commandLine"), "management-context": ("null", "unset")],
            ["--management-kubeconfig", "/m"], variables: ["KUBELB_CTL_MANAGEMENT_CONTEXT": "other"])
    }

    @Test func aMixtureIsTold() async throws {
        try await withHome(Self.file) { home in
            let run = await home.run(["doctor", "--context", "x"])
            #expect(
                run.error.contains(
                    "note: kubeconfig, management-kubeconfig, management-context of pair \"acme\" still apply; use --pair="
                ),
                "\(run.error)")
            let asked = await home.run(["doctor", "--context", "x", "--pair", "acme"])
            #expect(!asked.error.contains("still count"))
        }
    }

    @Test func whatOutranksAPairThatIsNamedIsTold() async throws {
        try await withHome(Self.file) { home in
            let run = await home.run(["doctor", "--pair", "acme"], variables: ["TENANT_NAME": "other"])
            #expect(run.error.contains("note: TENANT_NAME is set and overrides tenant of pair \"acme\""))
        }
    }

    @Test func aPairThatIsNotThere() async throws {
        try await withHome(Self.file) { home in
            let run = await home.run(["status", "--pair", "acne"])
            #expect(run.status == .usage)
            #expect(run.error.contains("--pair: unknown pair \"acne\" in \(home.path)"))
            #expect(run.error.contains("did you mean acme?"))
            let other = await home.run(["status"], variables: ["KUBELB_CTL_PAIR": "nix"])
            #expect(other.error.contains("KUBELB_CTL_PAIR: unknown pair \"nix\""))
        }
    }

    @Test func bundlesHaveNoUseForPairs() async throws {
        let bundle = ["--from-bundle", Folder.recorded("01-healthy")]
        try await withHome(Self.file) { home in
            // But for what is said of all output.
            let run = await home.run(["status", "-A"] + bundle)
            #expect(run.status == .success)
            #expect(run.output.contains("LOADBALANCER"), "\(run.output)")
            #expect(await home.run(["status", "--pair", "acme"] + bundle).error.contains("--pair"))
        }
    }

    @Test func settingsOfTheFileAreUsed() async throws {
        let bundle = ["--from-bundle", Folder.recorded("01-healthy")]
        try await withHome("defaults: {output: name}\n") { home in
            #expect(await home.run(["status", "-A"] + bundle).output == "default/service/web\n")
            #expect(await home.run(["status", "-A", "-o", "short"] + bundle).output != "default/service/web\n")
            // Formats that a command does not have do not count for it.
            #expect(await home.run(["logs"] + bundle).status == .success)
        }
    }
}
