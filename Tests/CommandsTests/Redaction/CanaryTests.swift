import Commands
import Documents
import FoundationEssentials
import Redaction
import Sandbox
import TestSupport
import Testing
import Topology

/// No secret leaves the process, wherever it stands in clusters, and hardly anything else is hidden.
@Suite struct CanaryTests {
    static let bundle = Result { try CanaryBundle("") }

    @Test func thereAreAboutAThousand() throws {
        let count = try Self.bundle.get().count
        #expect(count > 950 && count < 1500, "\(count)")
    }

    /// What is written into bundles.
    @Test func noneIsInABundle() throws {
        var redactor = Redactor()
        for (path, bytes) in try Self.bundle.get().files.sorted(by: { $0.key < $1.key }) {
            Self.expectNone(String(decoding: redactor.redact(bytes, path: path), as: UTF8.self), path)
        }
    }

    /// Every command and every format: all combinations if the run is a whole one; otherwise each command with the two richest
    /// formats, and the other formats in turn.
    static let commands: [[String]] = {
        let reports = [
            "status -A -v", "status svc/web -n shop -v", "status ing/site -n shop -v", "doctor -v", "verify -A -v",
        ]
        let formats: [(commands: [String], formats: [String])] = [
            (
                reports,
                ["table", "json", "wide", "short", "yaml", "name", "junit", "sarif", "github", "markdown", "html"]
            ),
            (["trace -A -v --timeline"], ["tree", "json", "wide", "yaml"]),
            (["trace -A -v"], ["short", "name", "mermaid", "svg", "markdown", "html"]),
            (["events -A --types Normal,Warning"], ["table", "json", "wide", "short", "yaml", "name"]),
            (["logs", "logs --previous"], ["text", "json", "raw"]), (["cleanup"], ["table", "json", "yaml", "name"]),
        ]
        return formats.flatMap { commands, formats in
            formats.enumerated().flatMap { number, format in
                commands.enumerated()
                    .filter { TestExtent.isWhole || number < 2 || $0.offset == number % commands.count }
                    .map { "\($0.element) -o \(format)".split(separator: " ").map(String.init) }
            }
        }
    }()

    /// What is printed of a bundle that somebody else has made, and has not redacted.
    @Test func noneIsPrinted() async throws {
        let bundle = try Self.bundle.get()
        try await withTemporaryDirectory { directory in
            let path = directory + "/bundle"
            try BundleWriter.write(bundle.files, to: path)
            for words in Self.commands {
                let result = await run(words + ["--from-bundle", path])
                Self.expectNone(result.output, "\(words)")
                Self.expectNone(result.error, "\(words)")
                let isBlank = result.output.isEmpty && words != ["cleanup", "-o", "name"]
                #expect(!isBlank, "\(words): \(result.error)")
            }
        }
    }

    static func expectNone(_ text: String, _ place: String) {
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
