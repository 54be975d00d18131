import FoundationEssentials
import Testing

/// Nothing that comes from outside reaches a terminal, a CI system or a document as anything but text: whatever the
/// command, the format, the stream, and also in errors.
@Suite struct HostileTextTests {
    private static let reports = [
        "table", "wide", "short", "json", "yaml", "name", "junit", "sarif", "github", "markdown", "html",
    ]

    private static let commands: [(words: [String], formats: [String])] = [
        (["status", "-A"], reports), (["status", "-A", "--show-ignored"], ["wide"]), (["doctor"], reports),
        (["doctor", "-v"], ["table"]), (["verify", "-A"], reports), (["verify", "-A", "--print-probe"], []),
        (["trace", "-A", "--timeline"], ["table", "wide", "json", "yaml"]),
        (["trace", "-A"], ["short", "name", "mermaid", "markdown", "html", "svg"]),
        (["doctor", "--all-tenants"], ["table", "wide", "json", "yaml", "name"]),
        (["status", "--all-tenants"], ["table", "wide", "json", "yaml", "name"]),
        (["cleanup"], ["table", "json", "yaml", "name"]),
        (["events", "-A"], ["table", "wide", "short", "json", "yaml", "name"]), (["logs"], ["text", "json"]),
    ]

    @Test(arguments: zip(HostileBundle.Payload.allCases, ["14-orphan-lb", "18-two-tenants"]))
    func nothingOfABundleSteersAnything(payload: HostileBundle.Payload, recorded: String) async throws {
        try await withTemporaryDirectory { directory in
            let bundle = directory + "/bundle" + payload.rawValue
            try HostileBundle.write(recorded, to: bundle, payload)
            var written = 0
            for (words, formats) in Self.commands {
                for format in formats.isEmpty ? ["text"] : formats {
                    for width in [nil, 100] as [Int?] where width == nil || ["table", "text", "short"].contains(format)
                    {
                        let words = words + (formats.isEmpty ? [] : ["-o", format]) + ["--from-bundle", bundle]
                        let colour = width == nil ? [] : ["--color=always"]
                        let result = await run(words + colour, width: width)
                        #expect(result.status.rawValue <= 10, "\(words): \(result.error)")
                        let mayBeEmpty = words[0] == "events" || words[0] == "cleanup" && format == "name"
                        #expect(
                            !result.output.isEmpty || mayBeEmpty, "\(words.prefix(4)) \(result.status): \(result.error)"
                        )
                        // Lines that are wrapped may begin with any word.
                        Self.expectHarmless(
                            result, words + colour, format: format, width == nil ? payload : .beginning)
                        written += result.output.utf8.count
                    }
                }
            }
            #expect(written > 100_000)
        }
    }

    /// As kubectl does; on a terminal it is escaped as everything else is.
    @Test func aRawLogInAPipeIsWrittenAsItIs() async throws {
        try await withExample("") { bundle in
            let folder = bundle + "/logs/tenant/kubelb/kubelb-ccm-1"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let line = "::error::pwned##[error]\u{1B}[2J\u{9B}\t\u{202E}"
            try Data("\(line)\n".utf8).write(to: URL(filePath: folder + "/ccm.log"))
            let words = ["logs", "--component", "ccm", "-o", "raw", "--from-bundle", bundle]
            #expect(await run(words).output == "\(line)\n")
            Self.expectHarmless(await run(words, width: 80), words, format: "text", .beginning)
        }
    }

    // MARK: Errors

    private static let hostile = "x##[error]##vso[a.b]##teamcity[a]\u{1B}[31m\n::error::pwned\r\u{202E}\u{9B}\u{2028}\t"

    private static let wrong: [[String]] = [
        [hostile], ["status", "--\(hostile)"], ["status", "-o", hostile], ["status", hostile],
        ["status", "svc/\(hostile)"],
        ["status", "tenant/\(hostile)"], ["status", "-n", hostile], ["status", "-l", hostile],
        ["doctor", "--color", hostile],
        ["doctor", "--checks", hostile], ["doctor", "--fail-on", hostile], ["doctor", "--report", hostile],
        ["doctor", "--report", "html=/nowhere/\(hostile)"], ["doctor", "--baseline", hostile], ["explain", hostile],
        ["completion", hostile], ["help", hostile], ["status", "--wait=\(hostile)"], ["logs", "--since", hostile],
        ["logs", "--component", hostile], ["logs", "--level", hostile], ["events", "--types", hostile],
        ["verify", "--port", hostile], ["verify", "--udp-payload", "\\\(hostile)"],
        ["verify", "--expect-status", hostile],
        ["doctor", "--from-bundle", hostile], ["collect", "/nowhere/\(hostile)"], ["cleanup", "--plan", hostile],
        ["cleanup", "--plan-out", "/nowhere/\(hostile)"], ["doctor", "--kubeconfig", hostile],
        ["doctor", "--context", hostile],
        ["doctor", "--config", hostile], ["doctor", "--pair", hostile], ["config", "view", "--pair", hostile],
        ["config", hostile], ["status", "--request-timeout", hostile], ["trace", "-A", "-o", "svg", hostile],
        ["__complete", hostile, hostile],
    ]

    @Test(arguments: wrong)
    func whatIsWrongOnACommandLineIsShownAsText(words: [String]) async throws {
        try await withExample("") { bundle in
            for words in [words, words + ["--from-bundle", bundle], words + ["-o", "junit"]] {
                Self.expectHarmless(await run(words, variables: ["HOME": "/nowhere"]), words, format: "error", .end)
            }
        }
    }

    @Test func whatIsWrongInFilesIsShownAsText() async throws {
        try await withTemporaryDirectory { directory in
            let escaped = #"x##[error]\e[31m\n::error::pwned\r\u202e\x9b\u2028\t"#
            let json = #"x##[error]\u001b[31m\n::error::pwned\r\u202e\u009b\u2028\t"#
            let kubeconfig = """
                apiVersion: v1
                kind: Config
                current-context: "\(escaped)"
                contexts: [{name: "\(escaped)", context: {cluster: "\(escaped)", user: "\(escaped)", namespace: "\(escaped)"}}]
                """
            let files = [
                "kubeconfig": kubeconfig + "\nclusters: [{name: \"\(escaped)\", cluster: {server: \"\(escaped)\"}}]\n",
                "no-cluster": kubeconfig + "\n", "kind": "kind: \"\(escaped)\"\n",
                "key": "\"\(escaped)\": 1\n\"\(escaped)\": 2\n",
                "plugin": kubeconfig + """

                    clusters: [{name: "\(escaped)", cluster: {server: "https://127.0.0.1:9"}}]
                    users: [{name: "\(escaped)", user: {exec: {apiVersion: client.authentication.k8s.io/v1,
                      command: "/nowhere/\(escaped)", installHint: "\(escaped)", interactiveMode: Never}}}]

                    """,
                "pairs": "\"\(escaped)\": 1\npairs: {\"\(escaped)\": {\"\(escaped)\": \"\(escaped)\", context: 1}}\n",
                "raw": "a: \u{1B}[31m\u{9B}\n", "plan": #"{"apiVersion":"\#(json)","kind":"\#(json)"}"#,
                "plan-members":
                    #"{"apiVersion":"kubelb-ctl/v1","kind":"CleanupPlan","\#(json)":1,"deletes":[{"name":"\#(json)"}]}"#,
            ]
            for (name, text) in files { try Data(text.utf8).write(to: URL(filePath: "\(directory)/\(name)")) }
            let bundle = directory + "/bundle"
            try FileManager.default.createDirectory(atPath: bundle, withIntermediateDirectories: true)
            try Data(#"{"apiVersion":"\#(json)","kind":"\#(json)"}"#.utf8).write(
                to: URL(filePath: bundle + "/bundle.json"))
            for name in files.keys.sorted() {
                let path = "\(directory)/\(name)"
                for words in [
                    ["doctor", "--kubeconfig", path], ["doctor", "--config", path],
                    ["config", "validate", "--config", path],
                    ["config", "view", "--config", path, "-o", "yaml"], ["cleanup", "--plan", path, "--yes"],
                    ["doctor", "--from-bundle", path], ["doctor", "--from-bundle", bundle, "-o", "github"],
                    ["doctor", "--baseline", path, "--from-bundle", bundle],
                    ["doctor", "--kubeconfig", path, "--request-timeout", "1s", "-o", "json"],
                ] {
                    let result = await run(words, variables: ["HOME": directory])
                    Self.expectHarmless(result, words, format: "error", .end)
                }
            }
        }
    }

    // MARK: What must hold

    /// Formats in which a line break of a value would begin a line of its own.
    private static let lineFormats = ["table", "wide", "short", "name", "github", "markdown", "text", "error"]

    private static func expectHarmless(
        _ result: Run, _ words: [String], format: String, _ payload: HostileBundle.Payload
    ) {
        for (stream, text) in [("stdout", result.output), ("stderr", result.error)] {
            let plain = words.contains("--color=always") ? text.replacing(/\u{1B}\[[0-9;]*m/, with: "") : text
            let bad = plain.unicodeScalars.first(where: isDangerous)
            #expect(
                bad == nil,
                "\(stream) of \(words): U+\(String(bad?.value ?? 0, radix: 16)) in \(excerpt(plain, at: bad))")
            let command = plain.firstMatch(of: /##[^#\s]/)?.range
            #expect(
                command == nil, "\(stream) of \(words): \(command.map { plain[..<$0.upperBound].suffix(80) } ?? "")")
            var last: Substring = ""
            for whole in plain.split(separator: "\n") {
                defer { last = whole }
                let line = whole.drop { $0.isWhitespace }
                let isOwn =
                    words.contains("github") && stream == "stdout" && line.hasPrefix("::")
                    && ["error", "warning", "notice"].contains { line.dropFirst(2).hasPrefix("\($0) title=") }
                #expect(isOwn || !line.hasPrefix("::"), "\(stream) of \(words): \(line)")
                // The filter has caught it, and something else should have.
                guard payload == .end, lineFormats.contains(format) || stream == "stderr" else { continue }
                #expect(!line.hasPrefix("\\u{3a}:"), "\(stream) of \(words): a line of its own after \(last)")
            }
        }
    }

    private static func excerpt(_ text: String, at scalar: Unicode.Scalar?) -> String {
        guard let scalar, let index = text.unicodeScalars.firstIndex(of: scalar) else { return "" }
        return String(text[..<index].suffix(80)) + "…"
    }

    /// Written anew here: what the tool counts as printable is not asked.
    private static func isDangerous(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A: false
        case ..<0x20, 0x7F...0x9F, 0xAD, 0x61C, 0x180E, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF,
            0xFFF9...0xFFFB,
            0xE0000...0xE007F:
            true
        default: false
        }
    }
}
