import Diagnosis
import Documents
import KubeLB
import TestSupport
import Testing
import Topology

/// The recorded clusters come out the same when what may be secret is removed from them.
@Suite struct RedactedGridTests {
    @Test(arguments: TestExtent.sample(Recorded.index.keys.sorted(), oneIn: 3))
    func comesOutAsBefore(name: String) throws {
        let whole = MemoryBundle(files: try Recorded.bundle(name).files.mapValues(Self.withSecrets))
        var redactor = Redactor()
        let redacted = MemoryBundle(
            files: try whole.files.reduce(into: [:]) { files, file in
                files[file.key] = try Self.redacted(file.value, file.key, &redactor)
            })
        #expect(try Self.outcome(of: redacted) == Self.outcome(of: whole))
        #expect(Set(redactor.redactions.map(\.what)).isSuperset(of: [.annotations, .environmentValues, .arguments]))
        for (path, bytes) in redacted.files {
            #expect(!String(decoding: bytes, as: UTF8.self).contains(Self.secret), "\(path)")
        }
    }

    /// Nothing is found to be removed from what was redacted.
    @Test(arguments: Recorded.index.keys.sorted().prefix(3))
    func onceIsEnough(name: String) throws {
        for (path, bytes) in try Recorded.bundle(name).files {
            var first = Redactor()
            let once = try Self.redacted(bytes, path, &first)
            var second = Redactor()
            #expect(try Self.redacted(once, path, &second) == once)
            #expect(second.redactions.isEmpty, "\(second.redactions)")
        }
    }

    private static let secret = "hunter2"

    /// A file in which every object has a secret annotation, and every container a secret argument and variable.
    private static func withSecrets(_ bytes: [UInt8]) throws -> [UInt8] {
        guard let document = try? JSONValue(parsing: bytes), let items = document["items"]?.array else { return bytes }
        return document.merging(patch: ["items": .array(items.map { planted($0) })]).encoded()
    }

    private static func planted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements): return .array(elements.map { planted($0) })
        case .object(let object):
            var result = JSONObject(members: object.members.map { ($0.key, planted($0.value)) })
            if var metadata = object["metadata"]?.object {
                metadata["annotations"] = .object(metadata["annotations"]?.object ?? JSONObject())
                    .merging(patch: ["example.com/token": .string(secret)])
                result["metadata"] = .object(metadata)
            }
            if let containers = object["containers"]?.array {
                result["containers"] = .array(
                    containers.map { container in
                        let words = container["args"]?.array ?? []
                        return container.merging(patch: [
                            "args": .array(words + ["--token", .string(secret)]),
                            "env": [["name": "A", "value": .string(secret)]],
                        ])
                    })
            }
            return .object(result)
        default: return value
        }
    }

    private static func redacted(_ bytes: [UInt8], _ path: String, _ redactor: inout Redactor) throws -> [UInt8] {
        if path == "bundle.json" { return bytes }
        guard path.hasSuffix(".json") else { return redactor.text(bytes, path: path) }
        return redactor.redact(try JSONValue(parsing: bytes), path: path).encoded()
    }

    /// Findings with their objects, the stages of the Services, and what could not be told.
    private static func outcome(of bundle: MemoryBundle) throws -> [String] {
        let diagnosis = try bundle.diagnose()
        let findings = diagnosis.findings.map { "\($0.line) \($0.objects.map { "\($0)" })" }
        let services = diagnosis.services.map { service in
            "\(service.key.path) \(service.stages.stages.map { "\($0.stage.keyword) \($0.state) \($0.detail)" })"
        }
        return findings + services
    }
}
