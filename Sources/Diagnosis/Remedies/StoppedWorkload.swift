import Kubernetes
import Topology

/// A workload that is scaled to 0: who keeps it there, and how to start it.
struct StoppedWorkload {
    private let object: ObjectReference
    private let reference: String
    private let metadata: ObjectMeta

    init(_ deployment: Deployment, _ side: ClusterSide) {
        self.init(ObjectReference(side, deployment), deployment.metadata)
    }

    init(_ object: ObjectReference, _ metadata: ObjectMeta) {
        self.object = object
        reference = object.description
        self.metadata = metadata
    }

    /// `Deployment shop/web is scaled to 0`, and by whom if a controller does it.
    var words: String { words("") }

    /// The same of the Deployment of pods that are selected.
    var wordsOfSelected: String { words(", whose pods it selects,") }

    private func words(_ clause: String) -> String {
        let words = "\(reference)\(clause) is scaled to 0"
        return switch keeper {
        case .downscaler: "\(words) by kube-downscaler"
        case .delivery(let name): "\(words); \(name) reverts what is changed in the cluster"
        case .controller(let name): "\(words) by \(name)"
        case nil: words
        }
    }

    var evidence: [Evidence] {
        let field: Evidence =
            if let write, keeper != nil {
                Evidence("\(reference): spec.replicas", "0, written by \(write.manager)", at: write.time)
            } else {
                Evidence("\(reference): spec.replicas", "0")
            }
        return [field]
            + (originalReplicas.map { [Evidence("\(reference): annotation \(Self.originalReplicas)", $0)] } ?? [])
    }

    /// `replicas`: how many it had, if nothing says so.
    func start(_ context: CheckContext, replicas: Int = 1, risk: Remedy.Risk = .none) -> Remedy {
        switch keeper {
        case .downscaler(let before):
            return .fix(
                "exclude it from the downscaler, and scale it up",
                ShellCommand(lines: [
                    context.kubectl("annotate", object, "downscaler/exclude=true --overwrite"),
                    context.scale(object, to: before ?? replicas),
                ]), risk: risk)
        case .delivery(let name): return .fix("set spec.replicas where \(name) reads it")
        case .controller(let name):
            return .fix("change what \(name) scales it by, because it writes spec.replicas again")
        case nil: return .fix("scale it up", context.scale(object, to: replicas), risk: risk)
        }
    }

    private enum Keeper {
        /// With the number of replicas that it had.
        case downscaler(Int?)
        /// What applies manifests from elsewhere, such as Argo CD.
        case delivery(String)
        case controller(String)
    }

    /// Written by kube-downscaler when it scales down (its README, "Notes").
    private static let originalReplicas = "downscaler/original-replicas"

    private var originalReplicas: String? { metadata.annotations[Self.originalReplicas] }

    private var write: ManagedFieldsEntry? { metadata.lastWrite(of: "spec.replicas") }

    private var keeper: Keeper? {
        if let originalReplicas { return .downscaler(Int(originalReplicas)) }
        guard let manager = write?.manager else { return nil }
        if let delivery = Delivery(of: metadata, writtenBy: manager) { return .delivery(delivery.name) }
        return Self.controllers[manager].map(Keeper.controller)
    }

    /// Field managers of controllers that scale workloads to 0.
    private static let controllers = ["keda": "KEDA", "keda-operator": "KEDA", "kube-green": "kube-green"]
}

/// What applies an object from a repository, and reverts what others change of it.
struct Delivery {
    /// `Argo CD (Application shop)`.
    let name: String

    /// nil if that field manager is none of them. Marks alone prove nothing: not all of them revert changes.
    init?(of metadata: ObjectMeta, writtenBy manager: String) {
        let (labels, annotations) = (metadata.labels, metadata.annotations)
        switch manager {
        case "argocd-controller", "argocd-application-controller":
            // Argo CD, "Resource Tracking": NAME:GROUP/KIND:NAMESPACE/NAME, or a label.
            let tracked = annotations["argocd.argoproj.io/tracking-id"]?.split(separator: ":").first.map(String.init)
            name = Self.name("Argo CD", "Application", tracked ?? labels["argocd.argoproj.io/instance"])
        case "kustomize-controller":
            name = Self.name("Flux", "Kustomization", labels["kustomize.toolkit.fluxcd.io/name"])
        case "helm-controller": name = Self.name("Flux", "HelmRelease", labels["helm.toolkit.fluxcd.io/name"])
        case "fleetagent": name = "Fleet"
        default: return nil
        }
    }

    private static func name(_ program: String, _ kind: String, _ object: String?) -> String {
        program + (object.map { " (\(kind) \($0))" } ?? "")
    }
}
