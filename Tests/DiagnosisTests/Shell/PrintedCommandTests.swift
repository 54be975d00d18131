import Diagnosis
import Documents
import Kubernetes
import Sandbox
import TestSupport
import Testing
import Topology

/// Whatever names, addresses and labels the clusters hold, a printed command is run by a shell as the command that it is:
/// no other program runs, no file is written, and each value arrives whole.
@Suite struct PrintedCommandTests {
    /// What is added to the end of every string, or set before it.
    enum Payload: String, CaseIterable {
        case text =
            "$(touch X)`touch X`;touch X;|touch X|touch X&&touch X'; touch X; '\"; touch X\" * ~ # ! {a,b} [a-z] ? \\ >X"
        case characters = "\ntouch X\n\r\n# \u{2028}ü店\u{1B}[31m\u{202E}\u{9B}\u{7F}\u{200B}%s\\touch X"
        case option = "--touch X"

        /// nil where the value has to keep its beginning to be recognised at all.
        func added(to value: String) -> String? {
            guard self == .option else { return value + rawValue }
            let isRecognised = ["tenant-", "envoy-", "kubelb", "/"].contains { value.hasPrefix($0) }
            return isRecognised || value.contains("=") ? nil : rawValue + value
        }
    }

    @Test(arguments: Payload.allCases)
    func everyCommandRunsAsItIsWritten(payload: Payload) async throws {
        let bundles = try Self.bundles(payload)
        var commands: Set<String> = []
        var codes: Set<CheckCode> = []
        for (index, bundle) in bundles.enumerated() {
            // Half of them with contexts and files that the reader names, half with variables.
            let printed = try Self.commands(bundle, payload.rawValue, namesContexts: index % 2 == 0)
            commands.formUnion(printed.commands)
            codes.formUnion(printed.codes)
        }
        // Enough of the catalogue prints the payload, or this proves nothing.
        #expect(codes.count > 20, "\(codes.sorted())")
        try await ShellRun.expectWhole(commands.sorted()) { $0.contains(payload.rawValue) ? payload.rawValue : nil }
    }

    /// Each text of the corpus in every value of a cluster that a check reports.
    @Test func noTextOfTheCorpusIsSyntax() async throws {
        let examples = try Self.examples(Catalogue.checks)
        let printing = try examples.filter { example in
            let bundle = Self.changed(example) { Payload.option.added(to: $0) }
            return try !Self.commands(bundle, Payload.option.rawValue, namesContexts: false).codes.isEmpty
        }
        #expect(printing.count > 60)
        let corpus = TestExtent.sample(ShellCorpus.payloads, oneIn: 20)
        var commands: Set<String> = []
        for (index, payload) in corpus.enumerated() {
            let bundle = Self.changed(printing[index % printing.count]) { $0 + payload.text }
            commands.formUnion(try Self.commands(bundle, payload.text, namesContexts: index % 2 == 0).commands)
        }
        let arrived = try await ShellRun.expectWhole(commands.sorted(), ShellCorpus.text)
        // Each of them is in a command, and reaches its program.
        #expect(arrived.count == corpus.count, "\(arrived.count) of \(corpus.count)")
    }

    /// What is printed of a bundle, and the checks whose commands hold the text.
    private static func commands(
        _ bundle: MemoryBundle, _ text: String, namesContexts: Bool
    ) throws -> (commands: Set<String>, codes: Set<CheckCode>) {
        var observation = try bundle.observe()
        observation.kubeconfigs = [:]
        if namesContexts {
            let request = KubeconfigRequest(path: "/home/me/" + text, context: text, impersonatedUser: text)
            observation.kubeconfigs = [.tenant: request, .management: request]
            observation.bundle = nil
        }
        let topology = Topology(observation)
        var commands: Set<String> = []
        var codes: Set<CheckCode> = []
        for finding in Diagnosis(of: topology).findings {
            let texts = finding.remedies.compactMap(\.command?.text)
            if texts.contains(where: { $0.contains("touch") }) { codes.insert(finding.code) }
            commands.formUnion(texts)
        }
        var options = ProbePlan.Options()
        (options.httpPath, options.usesTLS, options.serverName) = ("/" + text, true, text)
        let probes = ProbeCommands(topology, options)
        for exposure in topology.exposures { commands.insert(probes.lines(for: exposure).joined(separator: "\n")) }
        return (commands, codes)
    }

    // MARK: Clusters

    /// An example of every check and some recorded clusters, with the payload in every value.
    private static func bundles(_ payload: Payload) throws -> [MemoryBundle] {
        let recorded = try ["02-multiport-udp", "11-lb-disabled-tenant", "13-deleted-stuck", "18-two-tenants"]
            .map { try Recorded.bundle($0) }
        // The payloads sample different checks.
        let checks = TestExtent.sample(
            Catalogue.checks, oneIn: 4, offset: Payload.allCases.firstIndex(of: payload) ?? 0)
        return (recorded + (try examples(checks))).map { changed($0) { payload.added(to: $0) } }
    }

    /// The first example in which each check fires.
    private static func examples(_ checks: [Check]) throws -> [MemoryBundle] {
        try checks.compactMap { $0.documentation.examples.first { $0.fires != nil } }.map { try MemoryBundle($0) }
    }

    /// The bundle with other values; nil leaves a value as it is.
    private static func changed(_ bundle: MemoryBundle, _ change: (String) -> String?) -> MemoryBundle {
        var bundle = bundle
        for (path, bytes) in bundle.files where path.hasSuffix(".json") && path != "bundle.json" {
            guard let document = try? JSONValue(parsing: bytes) else { continue }
            bundle.files[path] = changed(document, key: "", change).encoded()
        }
        return bundle
    }

    /// Words by which the tool tells what an object is.
    private static let keptKeys: Set<String> = [
        "kind", "apiVersion", "type", "protocol", "status", "phase", "resourceVersion", "finalizers", "image", "level",
        "verb", "resource", "app.kubernetes.io/name", "subject", "managedFields", "uid", "creationTimestamp",
        "gitVersion", "name@containers",
    ]

    private static func changed(_ value: JSONValue, key: String, _ change: (String) -> String?) -> JSONValue {
        switch value {
        case .object(let object):
            return .object(
                JSONObject(
                    members: object.members.map { member in
                        let place = keptKeys.contains("\(member.key)@\(key)") ? "kind" : member.key
                        return (member.key, changed(member.value, key: place, change))
                    }))
        case .array(let elements): return .array(elements.map { changed($0, key: key, change) })
        case .string(let text) where !keptKeys.contains(key) && !text.isEmpty && !isTime(text):
            return .string(change(text) ?? text)
        default: return value
        }
    }

    private static func isTime(_ text: String) -> Bool { text.hasPrefix("20") && text.hasSuffix("Z") }
}
