import Commands
import Documents
import FoundationEssentials
import Testing

/// What is wrong with a configuration file is told with its place, and a hint.
@Suite struct ConfigurationFileTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let file: String
        /// `LINE:COLUMN: message`, or a part of it.
        let fault: String
        let hint: String

        init(_ file: String, _ fault: String, hint: String = "") {
            self.file = file
            self.fault = fault
            self.hint = hint
        }

        var testDescription: String { fault }
    }

    static let cases = [
        Case("", "the configuration file is empty", hint: "man 5 kubelb-ctl-config"),
        Case("pairs: [\n", ":2:1: ", hint: "fix the YAML"),
        Case("- a\n", ":1:1: the file must be a mapping", hint: "key: value"),
        Case("pairs: {}\n---\npairs: {}\n", ":3:1: the file contains a second document", hint: "removing ---"),
        Case("apiVersion: v1\n", ":1:13: apiVersion must be kubelb-ctl/v1", hint: "omit it"),
        Case("kind: Pair\n", ":1:7: kind must be Config"),
        Case("pair: {}\n", ":1:1: unknown key \"pair\" in the file", hint: "move it to defaults"),
        Case("context: acme\n", ":1:1: unknown key \"context\"", hint: "move it to a pair"),
        Case("color: never\n", ":1:1: unknown key \"color\"", hint: "move it to defaults"),
        Case("pairs:\n- name: acme\n", ":2:1: pairs must be a mapping", hint: "without dashes"),
        Case("pairs: {acme: {}}\n", ":1:9: pair \"acme\" is empty", hint: "context: NAME"),
        Case("pairs: {acme: x}\n", ":1:15: pair \"acme\" must be a mapping"),
        Case("pairs: {'a b': {context: x}}\n", ":1:9: \"a b\" is not a valid name for a pair", hint: "no spaces"),
        Case("pairs: {-a: {context: x}}\n", ":1:9: \"-a\" is not a valid name"),
        Case("pairs: {a: {contxt: x}}\n", ":1:13: unknown key \"contxt\" in pair \"a\"", hint: "did you mean context?"),
        Case("pairs: {a: {--context: x}}\n", ":1:13: unknown key \"--context\"", hint: "did you mean context?"),
        Case("pairs: {a: {management_context: x}}\n", "management_context", hint: "did you mean management-context?"),
        Case("pairs: {a: {context: [x]}}\n", ":1:22: context of pair \"a\" must be a string"),
        Case("pairs: {a: {context: 5}}\n", ":1:22: context of pair \"a\" must be a string", hint: "quotes"),
        Case("pairs: {a: {as-group: x}}\n", ":1:23: as-group of pair \"a\" must be a list", hint: "[a, b]"),
        Case("pairs: {a: {no-logs: 'yes'}}\n", ":1:22: no-logs of pair \"a\" must be true or false"),
        Case("pairs: {a: {chunk-size: 0}}\n", ":1:25: chunk-size of pair \"a\" must be a number greater than 0"),
        Case("pairs: {a: {request-timeout: soon}}\n", ":1:30: request-timeout of pair \"a\"", hint: "20s"),
        Case(
            "pairs: {a: {kubeconfig: ~other/x}}\n", ":1:25: kubeconfig of pair \"a\" begins with the home", hint: "./~"),
        Case(
            "pairs: {a: {fail-on: eror}}\n", ":1:22: fail-on of pair \"a\" has the invalid value \"eror\"",
            hint: "did you mean error"),
        Case("defaults: {timeout: 0s}\n", ":1:21: timeout of defaults must be a duration"),
        Case("defaults: {output: jsn}\n", "output of defaults has the invalid value \"jsn\"", hint: "json"),
        Case(
            "defaults: {pair: acne}\npairs: {acme: {context: x}}\n",
            ":1:18: pair in defaults: unknown pair \"acne\"",
            hint: "did you mean acme?"),
        Case("pairs: {a: {context: x}, a: {context: y}}\n", ":1:26: "),
    ]

    @Test func pairsSaysWhyThereAreNone() async throws {
        try await withHome(nil) { home in
            let run = await home.run(["config", "pairs"])
            #expect(run.status == .success && run.output.isEmpty)
            #expect(
                run.error
                    == "note: there is no configuration file: \(home.path) does not exist; see man 5 kubelb-ctl-config\n"
            )
            let nowhere = await CommandsTests.run(["config", "pairs"])
            #expect(nowhere.error.contains("without HOME no place for one"), "\(nowhere.error)")
        }
        try await withHome("defaults: {fail-on: never}\n") { home in
            let run = await home.run(["config", "pairs"])
            #expect(run.error == "note: \(home.path) defines no pairs; see man 5 kubelb-ctl-config\n")
        }
        try await withHome("pairs: {acme: {context: x}}\n") { home in
            let run = await home.run(["config", "pairs"])
            #expect(run.output == "acme\n" && run.error.isEmpty)
        }
    }

    @Test(arguments: cases)
    func tellsWhatIsWrong(_ example: Case) async throws {
        try await withHome(example.file) { home in
            let validation = await home.run(["config", "validate"])
            #expect(validation.status == .usage)
            #expect(validation.output == "")
            #expect(validation.error.contains(home.path))
            #expect(validation.error.contains(example.fault), "\(validation.error)")
            #expect(validation.error.contains(example.hint), "\(validation.error)")
            // Who wants to ask clusters is stopped by it, before any is asked.
            let doctor = await home.run(["doctor"])
            #expect(doctor.status == .usage)
            #expect(doctor.error.contains(example.fault), "\(doctor.error)")
        }
    }

    @Test func tellsAllThatIsWrong() async throws {
        let file = """
            pairs:
              acme: {context: [1], tenannt: x}
              globex: {chunk-size: many}
            """
        try await withHome(file) { home in
            let run = await home.run(["config", "validate", "-o", "json"])
            #expect(run.status == .usage)
            let value = try JSONValue(parsing: Array(run.output.utf8))
            #expect(value["valid"]?.bool == false)
            let places = value["problems"]?.array?.map { "\($0["line"]?.int ?? 0):\($0["column"]?.int ?? 0)" }
            #expect(places == ["2:19", "2:24", "3:24"])
            let other = await home.run(["doctor"])
            #expect(other.error.contains("(and 2 more: kubelb-ctl config validate)"))
        }
    }

    @Test func commandsThatAskNoClusterDoNotReadIt() async throws {
        try await withHome("nonsense") { home in
            for words in [["version"], ["explain", "C007"], ["checks"], ["--help"]] {
                #expect(await home.run(words).status == .success, "\(words)")
            }
        }
    }

    @Test func aFileThatIsNamedHasToBeThere() async throws {
        try await withHome(nil) { home in
            for (words, variables) in [
                (["--config", "/nowhere/config.yaml"], [:]), ([], ["KUBELB_CTL_CONFIG": "/nowhere/config.yaml"]),
            ] {
                let run = await home.run(["config", "view"] + words, variables: variables)
                #expect(run.status == .usage)
                #expect(run.error.contains("/nowhere/config.yaml: the configuration file does not exist"))
            }
            // The user's own may be missing.
            #expect(await home.run(["config", "view"]).status == .success)
            #expect(await home.run(["config", "validate"]).error.contains("does not exist"))
            #expect(await home.run(["config", "view", "--config", home.directory]).error.contains("is a directory"))
        }
    }

    @Test func theDirectoryOfTheBaseDirectorySpecificationCounts() async throws {
        try await withTemporaryDirectory { directory in
            try FileManager.default.createDirectory(
                atPath: directory + "/kubelb-ctl", withIntermediateDirectories: true)
            try Data("defaults: {color: never}\n".utf8).write(
                to: URL(filePath: directory + "/kubelb-ctl/config.yaml"))
            try await withHome("defaults: {color: always}\n") { home in
                let own = try await home.settings(variables: ["XDG_CONFIG_HOME": directory])
                #expect(own["color"]?.value.string == "never")
                // Relative paths are to be ignored.
                let other = try await home.settings(variables: ["XDG_CONFIG_HOME": "config"])
                #expect(other["color"]?.value.string == "always")
            }
        }
    }

    @Test func kubeconfigsAreCheckedAgainstWhatIsNamed() async throws {
        let file = """
            pairs:
              acme: {kubeconfig: ../../kubeconfig, context: acme, management-context: mgmt}
              globex: {kubeconfig: ../../kubeconfig, context: mgmt}
              initech: {kubeconfig: ~/none, context: a}
            """
        try await withHome(file) { home in
            let kubeconfig = """
                apiVersion: v1
                kind: Config
                clusters: [{name: m, cluster: {server: "https://127.0.0.1:1"}}]
                contexts: [{name: mgmt, context: {cluster: m, user: u}}]
                users: [{name: u, user: {token: the-secret-token}}]
                """
            try Data(kubeconfig.utf8).write(to: URL(filePath: home.directory + "/kubeconfig"))
            let run = await home.run(["config", "validate"])
            #expect(run.status == .usage)
            let lines = run.error.split(separator: "\n").filter { $0.hasPrefix("error") }
            #expect(lines.count == 2, "\(run.error)")
            #expect(run.error.contains(":2:49: tenant cluster of pair \"acme\""), "\(run.error)")
            #expect(run.error.contains(":4:25: tenant cluster of pair \"initech\""), "\(run.error)")
            #expect(!run.error.contains("the-secret-token"))
        }
    }

    @Test func whatLooksLikeASecretIsNotRepeated() async throws {
        try await withHome("pairs: {a: {context: {token: the-secret-token}}}\n") { home in
            let run = await home.run(["config", "validate"])
            #expect(run.status == .usage)
            #expect(!(run.output + run.error).contains("the-secret-token"))
        }
        try await withHome("pairs: {a: {context: \"the-secret-token\n") { home in
            let run = await home.run(["config", "validate"])
            #expect(run.status == .usage)
            #expect(!(run.output + run.error).contains("the-secret-token"))
        }
    }
}

/// The file that the manual page shows can be used as it is.
@Suite struct ConfigurationExampleTests {
    @Test func theExampleIsUnderstood() async throws {
        try await withHome(ConfigurationKeys.example) { home in
            let settings = try await home.settings(["--pair", "globex"])
            #expect(settings["request-timeout"]?.value.string == "30s")
            #expect(settings["management-context"]?.value.string == "kubelb")
        }
    }
}
