import Diagnosis
import Documents
import FoundationEssentials
import Kubernetes
import Sandbox
import Testing
import Topology

/// Bundles held in memory, as tests make them.
struct MemoryBundle {
    var files: [String: [UInt8]]
    /// What came of probes, which no bundle holds.
    var probes: [MadeProbe]?
    /// For the commands of remedies.
    var kubeconfigs: [ClusterSide: KubeconfigRequest] = [
        .tenant: KubeconfigRequest(context: "acme"), .management: KubeconfigRequest(context: "mgmt"),
    ]

    init(files: [String: [UInt8]]) {
        self.files = files
    }

    /// The pair of a check's example.
    init(_ example: CheckExample) throws {
        files = try ExamplePair(changes: example.changes, hasRoutes: example.hasRoutes).files
        for (path, page) in example.metrics { files[path] = Array(page.utf8) }
        probes = example.probes
    }

    func observe(services: Set<String> = [], readsHistory: Bool = false) throws -> Observation {
        let manifest = try BundleManifest.decode(files["bundle.json"] ?? [], source: "bundle.json")
        var observation = BundleObservation(source: "bundle", manifest: manifest) { path in
            files[path].map { .present($0) } ?? .absent
        }.observe(requestedServices: services, readsHistory: readsHistory)
        observation.probes = probes
        observation.kubeconfigs = kubeconfigs
        return observation
    }

    /// The files that an observation opens, but for the manifest.
    func pathsLookedAt() throws -> Set<String> {
        let manifest = try BundleManifest.decode(files["bundle.json"] ?? [], source: "bundle.json")
        var looked = Set<String>()
        _ = BundleObservation(source: "bundle", manifest: manifest) { path in
            guard let bytes = files[path] else { return .absent }
            looked.insert(path)
            return .present(bytes)
        }.observe()
        return looked
    }

    func topology(recorder: ReadRecorder? = nil) throws -> Topology { Topology(try observe(), recorder: recorder) }

    func diagnose() throws -> Diagnosis { Diagnosis(of: try topology()) }
}

/// The recorded clusters beside the tests.
enum Recorded {
    static let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Recorded")

    static let index: [String: JSONValue] = {
        let bytes = (try? Data(contentsOf: directory.appending(path: "index.json"))).map(Array.init) ?? []
        let members = (try? JSONValue(parsing: bytes))?.object?.members ?? []
        return Dictionary(uniqueKeysWithValues: members.map { ($0.key, $0.value) })
    }()

    static let names = index.keys.sorted()

    /// Those that have statistics of pods.
    static let measured = names.filter { $0.hasPrefix("d") }

    static func bundle(_ name: String) throws -> MemoryBundle { try bundle(at: directory.appending(path: name)) }

    static func bundle(at root: URL) throws -> MemoryBundle {
        var files: [String: [UInt8]] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: root.path()) {
            let file = root.appending(path: path)
            var isDirectory = false
            guard FileManager.default.fileExists(atPath: file.path(), isDirectory: &isDirectory), !isDirectory else {
                continue
            }
            files[path] = Array(try Data(contentsOf: file))
        }
        return MemoryBundle(files: files)
    }
}

extension MemoryBundle {
    /// Without the statistics that nobody looks at: the same for every check, and a fraction of the bytes.
    var thinned: MemoryBundle {
        let kept =
            ["membership_", "udp_sess_", "cds_", "lds_", "listeners_active", "listener_create", "uptime"]
            + ["kubelb_", "leader_election", "process_start"]
        return MemoryBundle(
            files: files.reduce(into: [:]) { files, file in
                guard file.key.hasSuffix(".prom") else { return files[file.key] = file.value }
                let lines = String(decoding: file.value, as: UTF8.self).split(separator: "\n")
                    .filter { line in kept.contains { line.contains($0) } }
                files[file.key] = Array((lines.joined(separator: "\n") + "\n").utf8)
            })
    }

    /// Without the statistics of pods.
    var unmeasured: MemoryBundle { MemoryBundle(files: files.filter { !$0.key.hasPrefix("metrics/") }) }
}

extension Diagnosis {
    /// No gate fails without a finding that explains it, or KLC-S014: the first that failed of each Service that KubeLB
    /// should carry.
    var unexplainedGates: [String] {
        services.compactMap { service in
            guard let stopped = service.stages.stopped, let gate = stopped.gate else { return nil }
            let isExplained = allFindings(concerning: [service.key]).contains {
                $0.explainedGates.contains(gate) || ($0.code == "S014" && $0.resource == service.key)
            }
            return isExplained ? nil : "\(service.key.path): \(gate): \(stopped.detail)"
        }
    }
}

extension Finding {
    /// For messages of failing tests.
    var line: String { "\(id) \(severity.keyword) \(code) \(resource?.path ?? "-"): \(message) <- \(causedBy)" }
}
