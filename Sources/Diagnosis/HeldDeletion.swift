import Documents
import KubeLB
import Kubernetes
import Topology

/// An object that is being deleted and that finalizers keep: whose they are, since when, and what to do.
struct HeldDeletion {
    private let side: ClusterSide
    private let reference: String
    /// `-n shop`, for namespaced objects.
    private let scope: ShellWords
    /// `services web`, as kubectl takes it.
    private let argument: ShellWords
    private let metadata: ObjectMeta

    /// nil if the object is not being deleted, or if nothing keeps it.
    init?<Object: KubernetesObject>(_ side: ClusterSide, _ object: Object) {
        self.init(side, kind: Object.kind, resource: Object.resource, object.metadata)
    }

    init?(_ side: ClusterSide, kind: String, resource: String, _ metadata: ObjectMeta) {
        guard metadata.isBeingDeleted, !metadata.finalizers.isEmpty else { return nil }
        self.side = side
        self.metadata = metadata
        reference = "\(kind) \(metadata.path)"
        scope = metadata.namespace.isEmpty ? "" : "-n \(metadata.namespace)"
        argument = "\(resource) \(metadata.name)"
    }

    var since: Timestamp? { metadata.deletionTimestamp }

    /// Finalizers that none of KubeLB's controllers removes.
    var foreign: [String] { metadata.finalizers.filter { !FinalizerOwner.isKubeLB($0) } }

    var holdsKubeLB: Bool { foreign.count < metadata.finalizers.count }

    /// `finalizer example.com/hold (set by kubectl-patch)`, and the others.
    var holders: String { ServiceWords.list(metadata.finalizers.map(words)) }

    /// ` for 14m: finalizer example.com/hold (set by kubectl-patch) blocks it`.
    func sentence(_ context: CheckContext) -> String {
        "\(context.forAge(of: since)): \(holders) \(metadata.finalizers.count == 1 ? "blocks" : "block") it"
    }

    var evidence: [Evidence] {
        [
            Evidence("\(reference): metadata.deletionTimestamp", since?.description ?? "set", at: since),
            Evidence("\(reference): metadata.finalizers", ServiceWords.list(metadata.finalizers, limit: 8)),
        ]
    }

    private func words(_ finalizer: String) -> String {
        if let owner = FinalizerOwner.name(of: finalizer) { return "finalizer \(finalizer) of \(owner)" }
        return "finalizer \(finalizer)" + (setter.map { " (set by \($0))" } ?? "")
    }

    /// The field manager that wrote finalizers last, and is none of KubeLB's.
    private var setter: String? {
        metadata.lastWrite(of: "metadata.finalizers").map(\.manager).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// How to get rid of finalizers that are not KubeLB's; empty if there are none.
    ///
    /// `runs`: their controller is at work, and reports what keeps it.
    func remedies(_ context: CheckContext, runs: Bool = false) -> [Remedy] {
        guard let first = foreign.first else { return [] }
        let owner = FinalizerOwner.name(of: first) ?? "the controller that set \(first)"
        let operations = metadata.finalizers.indices.reversed().flatMap { index -> [JSONValue] in
            let finalizer = metadata.finalizers[index]
            guard !FinalizerOwner.isKubeLB(finalizer) else { return [] }
            return JSONPatch.removal(of: .string(finalizer), at: "/metadata/finalizers/\(index)")
        }
        return [
            runs
                ? .fix("fix what \(owner) reports: it removes the finalizer when it has cleaned up")
                : .fix("get \(owner) running again: it removes the finalizer when it has cleaned up"),
            .fix(
                "if it will not come back, remove the finalizer, and clean up what it protects by hand",
                context.kubectl(
                    side, "\(words: scope) patch \(words: argument) --type=json -p \(json: .array(operations))"),
                risk: .delete),
            .inspect(
                "see who set the finalizer",
                context.kubectl(side, "\(words: scope) get \(words: argument) -o yaml --show-managed-fields")),
        ]
    }
}
