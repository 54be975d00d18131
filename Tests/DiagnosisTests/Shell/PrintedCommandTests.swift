import Diagnosis
import Documents
import FoundationEssentials
import Kubernetes
import LocalSystem
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
        var commands: [String] = []
        var codes: Set<CheckCode> = []
        var options = ProbePlan.Options()
        (options.httpPath, options.usesTLS, options.serverName) = ("/" + payload.rawValue, true, payload.rawValue)
        for (index, bundle) in bundles.enumerated() {
            var observation = try bundle.observe()
            // Half of them with contexts and files that the reader names, half with variables.
            observation.kubeconfigs = [:]
            if index % 2 == 0 {
                let request = KubeconfigRequest(
                    path: "/home/me/" + payload.rawValue, context: payload.rawValue, impersonatedUser: payload.rawValue)
                observation.kubeconfigs = [.tenant: request, .management: request]
                observation.bundle = nil
            }
            let topology = Topology(observation)
            let findings = Diagnosis(of: topology).findings
            for finding in findings {
                let texts = finding.remedies.compactMap(\.command?.text)
                if texts.contains(where: { $0.contains("touch") }) { codes.insert(finding.code) }
                commands += texts
            }
            let probes = ProbeCommands(topology, options)
            for exposure in topology.exposures { commands.append(probes.lines(for: exposure).joined(separator: "\n")) }
        }
        commands = Array(Set(commands)).sorted()
        // Enough of the catalogue prints the payload, or this proves nothing.
        #expect(codes.count > 20, "\(codes.sorted())")
        for shell in ["/bin/sh", "/bin/bash"] where FileManager.default.fileExists(atPath: shell) {
            try await Self.run(commands, in: shell, payload)
        }
    }

    // MARK: Clusters

    /// An example of every check and some recorded clusters, with the payload in every value.
    private static func bundles(_ payload: Payload) throws -> [MemoryBundle] {
        let recorded = try ["02-multiport-udp", "11-lb-disabled-tenant", "13-deleted-stuck", "18-two-tenants"]
            .map { try Recorded.bundle($0) }
        // The payloads sample different checks.
        let examples = try TestExtent.sample(
            Catalogue.checks, oneIn: 4, offset: Payload.allCases.firstIndex(of: payload) ?? 0
        ).compactMap { $0.documentation.examples.first { $0.fires != nil } }
            .map { try MemoryBundle($0) }
        return (recorded + examples).map { bundle in
            var bundle = bundle
            for (path, bytes) in bundle.files where path.hasSuffix(".json") && path != "bundle.json" {
                guard let document = try? JSONValue(parsing: bytes) else { continue }
                bundle.files[path] = infected(document, key: "", payload).encoded()
            }
            return bundle
        }
    }

    /// Words by which the tool tells what an object is.
    private static let keptKeys: Set<String> = [
        "kind", "apiVersion", "type", "protocol", "status", "phase", "resourceVersion", "finalizers", "image", "level",
        "verb", "resource", "app.kubernetes.io/name", "subject", "managedFields", "uid", "creationTimestamp",
        "gitVersion", "name@containers",
    ]

    private static func infected(_ value: JSONValue, key: String, _ payload: Payload) -> JSONValue {
        switch value {
        case .object(let object):
            return .object(
                JSONObject(
                    members: object.members.map { member in
                        let place = keptKeys.contains("\(member.key)@\(key)") ? "kind" : member.key
                        return (member.key, infected(member.value, key: place, payload))
                    }))
        case .array(let elements): return .array(elements.map { infected($0, key: key, payload) })
        case .string(let text) where !keptKeys.contains(key) && !text.isEmpty && !isTime(text):
            return .string(payload.added(to: text) ?? text)
        default: return value
        }
    }

    private static func isTime(_ text: String) -> Bool { text.hasPrefix("20") && text.hasSuffix("Z") }

    // MARK: Shells

    private static let stubs = ["kubectl", "helm", "kubelb-ctl", "base64", "grep", "jq", "timedatectl", "date"]

    private static func run(_ commands: [String], in shell: String, _ payload: Payload) async throws {
        let manager = FileManager.default
        let folder = manager.temporaryDirectory.appending(path: "kubelb-ctl-tests-\(UUID().uuidString)").path()
        defer { try? manager.removeItem(atPath: folder) }
        for part in ["/bin", "/empty"] {
            try manager.createDirectory(atPath: folder + part, withIntermediateDirectories: true)
        }
        for stub in stubs {
            let text =
                "#!/bin/sh\nprintf '%s\\037' '\(stub)' \"$@\" >> '\(folder)/log'\nprintf '\\036' >> '\(folder)/log'\n"
            try Data(text.utf8).write(to: URL(filePath: "\(folder)/bin/\(stub)"))
            try manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(folder)/bin/\(stub)")
        }
        // Functions where the shell allows such a name: they take no process.
        var script = "PATH='\(folder)/bin'; TENANT=t; MANAGEMENT=m; NAME=n; NODE=o; SERVER=s; DOMAIN=d\n"
        for stub in stubs where !stub.contains("-") {
            script +=
                "\(stub)() { printf '%s\\037' '\(stub)' \"$@\" >> '\(folder)/log'; printf '\\036' >> '\(folder)/log'; }\n"
        }
        script += "cd '\(folder)/empty' || exit 1\n"
        for (number, command) in commands.enumerated() {
            script += "\(command)\nprintf 'done\\037\(number)\\037\\036' >> '\(folder)/log'\n"
        }
        try Data(script.utf8).write(to: URL(filePath: folder + "/script"))
        let outcome = try await Subprocess(shell, [folder + "/script"]).run(until: .now + .seconds(120))
        let errors = String(decoding: outcome.errors, as: UTF8.self)
        let isQuiet = errors.split(separator: "\n").allSatisfy { $0.contains("roken pipe") || $0.contains("I/O error") }
        #expect(isQuiet, "\(shell): \(errors)")
        let left = try manager.contentsOfDirectory(atPath: folder + "/empty").filter { $0 != "values.yaml" }
        #expect(left.isEmpty, "\(left)")
        let log = String(decoding: try Data(contentsOf: URL(filePath: folder + "/log")), as: UTF8.self)
        let calls = log.split(separator: "\u{1E}").map { call in
            call.split(separator: "\u{1F}", omittingEmptySubsequences: false).dropLast().map(String.init)
        }
        let finished = calls.filter { $0.first == "done" }.count
        #expect(
            finished == commands.count, "after \(finished > 0 ? commands[finished - 1] : "none"): \(commands[finished])"
        )
        for call in calls where call.first != "done" {
            #expect(stubs.contains(call[0]), "\(call)")
            // The annotation that KubeLB's objects are touched with is named like the command of the payloads.
            for argument in call where argument.contains("touch") && !argument.hasPrefix("kubelb-ctl/touched") {
                #expect(isWhole(argument, payload), "\(call)")
            }
        }
    }

    /// Whether the argument holds the payload as it is, or as Helm or JSON have it.
    private static func isWhole(_ argument: String, _ payload: Payload) -> Bool {
        if argument.contains(payload.rawValue) { return true }
        var unescaped = ""
        var isEscaped = false
        for character in argument {
            if character == "\\", !isEscaped {
                isEscaped = true
            } else {
                unescaped.append(character)
                isEscaped = false
            }
        }
        if unescaped.contains(payload.rawValue) { return true }
        guard let json = try? JSONValue(parsing: Array(argument.utf8)) else { return false }
        return holds(json, payload.rawValue)
    }

    private static func holds(_ json: JSONValue, _ text: String) -> Bool {
        switch json {
        case .string(let string): string.contains(text)
        case .array(let elements): elements.contains { holds($0, text) }
        case .object(let object): object.members.contains { holds($0.value, text) }
        default: false
        }
    }
}
