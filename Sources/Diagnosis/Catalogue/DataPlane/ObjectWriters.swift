import KubeLB
import Kubernetes
import Topology

/// Who writes the spec of an object, by its field managers.
struct ObjectWriters {
    /// `Flux (Kustomization lb-base)`, or the field manager; the last write last.
    private let writers: [(name: String, time: Timestamp)]
    let object: ObjectReference
    private let metadata: ObjectMeta

    /// Only writes of the last hour count: an object that two programs wrote once is at rest.
    init(_ object: ObjectReference, _ metadata: ObjectMeta, _ context: CheckContext) {
        self.object = object
        self.metadata = metadata
        var last: [String: Timestamp] = [:]
        for entry in metadata.managedFields where entry.ownsSpec && entry.subresource.isEmpty {
            guard let time = entry.time, context.now.seconds(since: time) < Self.recent else { continue }
            let name = Delivery(of: metadata, writtenBy: entry.manager)?.name ?? entry.manager
            last[name] = max(last[name] ?? time, time)
        }
        writers = last.map { (name: $0.key, time: $0.value) }.sorted { ($0.time, $0.name) < ($1.time, $1.name) }
    }

    /// Seconds.
    private static let recent = 3600.0

    var names: [String] { writers.map(\.name) }

    /// Whether several write it, so that each may undo what another wrote.
    var isContested: Bool { writers.count > 1 }

    /// Whether it has been written far more often than anybody edits it. The generation counts changes of the spec.
    func isRewritten(_ context: CheckContext) -> Bool {
        guard isContested, let generation = metadata.generation, generation >= Self.many,
            let created = metadata.creationTimestamp
        else { return false }
        return context.now.seconds(since: created) / Double(generation) < Self.often
    }

    private static let many = 20
    /// Seconds between two changes, on average.
    private static let often = 900.0

    /// `Config kubelb/default is written in turns by A (2m ago) and B (38s ago)`.
    func sentence(_ context: CheckContext) -> String {
        let times = writers.map { "\($0.name) (\(context.age(of: $0.time) ?? "0s") ago)" }
        return "\(object.description) is written in turns by \(times.joined(separator: " and "))"
    }

    /// What all tenants have in common if it is the Config.
    func common(_ context: CheckContext) -> CommonCause? {
        guard isContested, object == .config else { return nil }
        return CommonCause(
            subject: .part(.settings, object.description),
            detail: "\(object.description) is written in turns by \(names.joined(separator: " and "))",
            objects: [object],
            remedies: remedies(context))
    }

    var evidence: [Evidence] {
        let generation = metadata.generation.map { Evidence("\(object.description): metadata.generation", "\($0)") }
        return [generation].compactMap(\.self)
            + writers.suffix(4).map {
                Evidence("\(object.description): metadata.managedFields", "spec written by \($0.name)", at: $0.time)
            }
    }

    func remedies(_ context: CheckContext) -> [Remedy] {
        let fix: [Remedy] =
            isContested ? [.fix("let only one of them manage it: remove it from the sources of the others")] : []
        return fix + [
            .inspect("see who writes which fields", context.kubectl("get", object, "-o yaml --show-managed-fields"))
        ]
    }
}
