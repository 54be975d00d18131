import Commands
import Documents
import FoundationEssentials
import Redaction
import Sandbox
import Testing
import Topology

/// No secret leaves the process, wherever it stands in clusters, and hardly anything else is hidden.
@Suite struct CanaryTests {
    static let bundles: [CanaryBundle] = [
        "", "tenant: {deployments.apps: {kubelb/kubelb-ccm: {status: {readyReplicas: 0}}}}",
    ]
    .compactMap { try? CanaryBundle($0) }

    @Test func thereAreAboutAThousand() {
        #expect(Self.bundles.count == 2)
        #expect(Self.bundles.allSatisfy { $0.count > 700 }, "\(Self.bundles.map(\.count))")
    }

    /// What is written into bundles.
    @Test func noneIsInABundle() throws {
        for bundle in Self.bundles {
            var redactor = Redactor()
            for (path, bytes) in bundle.files.sorted(by: { $0.key < $1.key }) {
                Self.expectNone(String(decoding: redactor.redact(bytes, path: path), as: UTF8.self), path)
            }
        }
    }

    static let commands: [[String]] = {
        let reports = [
            "table", "wide", "short", "json", "yaml", "name", "junit", "sarif", "github", "markdown", "html",
        ]
        let traces = ["tree", "wide", "short", "json", "yaml", "name", "mermaid", "svg", "markdown", "html"]
        var commands = reports.flatMap { format in
            [
                ["status", "-A", "-v", "-o", format], ["status", "svc/web", "-n", "shop", "-v", "-o", format],
                ["doctor", "-v", "-o", format], ["verify", "-A", "-v", "-o", format],
            ]
        }
        commands += traces.map { ["trace", "-A", "-v", "--timeline", "-o", $0] }
        commands += ["table", "wide", "short", "json", "yaml", "name"].map {
            ["events", "-A", "--types", "Normal,Warning", "-o", $0]
        }
        commands += ["text", "json", "raw"].flatMap { [["logs", "-o", $0], ["logs", "--previous", "-o", $0]] }
        commands += ["table", "json", "yaml", "name"].map { ["cleanup", "-o", $0] }
        return commands + [["explain", "KLC-C003"]]
    }()

    /// What is printed of a bundle that somebody else has made, and has not redacted.
    @Test(arguments: bundles.indices)
    func noneIsPrinted(number: Int) async throws {
        let bundle = Self.bundles[number]
        try await withTemporaryDirectory { directory in
            let path = directory + "/bundle"
            try BundleWriter.write(bundle.files, to: path)
            for words in Self.commands {
                let isOfBundle = words[0] != "explain"
                let result = await run(words + (isOfBundle ? ["--from-bundle", path] : []))
                Self.expectNone(result.output, "\(words)")
                Self.expectNone(result.error, "\(words)")
                if words[0] != "cleanup", words.last != "name" {
                    #expect(!result.output.isEmpty, "\(words): \(result.error)")
                }
            }
        }
    }

    private static func expectNone(_ text: String, _ place: String) {
        let lower = Array(text.utf8.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 })
        for needle in Canaries.needles where lower.contains(needle) {
            for line in text.split(separator: "\n").filter({ $0.lowercased().contains(needle) }).prefix(5) {
                Issue.record("\(place): \(line.prefix(600))")
            }
        }
    }

    // MARK: Values that are no secrets

    /// Of everything that the recorded clusters say, at most one in a hundred values is changed.
    @Test func hardlyAnythingElseIsChanged() throws {
        var values = Set<String>()
        for name in Folder.recordedNames {
            for path in try FileManager.default.subpathsOfDirectory(atPath: Folder.recorded(name)) {
                guard let data = FileManager.default.contents(atPath: Folder.recorded(name) + "/" + path) else {
                    continue
                }
                if path.hasSuffix(".json"), let document = try? JSONValue(parsing: Array(data)) {
                    Self.collect(document, &values)
                } else if path.hasSuffix(".log") {
                    values.formUnion(String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init))
                }
            }
        }
        let changed = values.filter { TextRedactor.redacted($0) != $0 }
        let percent = Double(changed.count * 100) / Double(max(values.count, 1))
        #expect(values.count > 5000)
        #expect(
            percent <= 1,
            "\(percent) % of \(values.count), such as \(changed.sorted().prefix(20).map { "\n\($0.prefix(200)) → \(TextRedactor.redacted($0).prefix(200))" })"
        )
    }

    private static func collect(_ value: JSONValue, _ values: inout Set<String>) {
        switch value {
        case .string(let text): values.insert(text)
        case .array(let elements): for element in elements { collect(element, &values) }
        case .object(let object): for (_, value) in object.members { collect(value, &values) }
        default: break
        }
    }
}
