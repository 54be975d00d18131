import Documents
import KubeLB
import Kubernetes
import Topology

/// What a Service's port leads to in its pods.
struct TargetPort {
    /// The number that the EndpointSlices have for the port.
    let number: Int?
    private let port: ServicePort?
    /// Ports of its protocol that the containers of the selected pods declare; nil if they declare none or the pods could not be read.
    private let declared: [Int]?

    init(_ exposure: Exposure, _ upstream: EnvoyUpstream, _ pods: PodIndex?) {
        let service = exposure.service
        let port = service.ports.first { $0.nodePort == upstream.nodePort && $0.protocol == upstream.protocol }
        self.port = port
        number =
            (exposure.slices.value ?? []).lazy.flatMap(\.ports)
            .first { $0.name ?? "" == port?.name ?? "" && $0.protocol == port?.protocol }?.port
        let ports = (pods?.selected(by: service) ?? []).flatMap(\.spec.containers).flatMap(\.ports)
            .filter { $0.protocol == upstream.protocol }.map(\.containerPort)
        declared = ports.isEmpty ? nil : Set(ports).sorted()
    }

    /// Whether containers declare ports, but not this one.
    var isUndeclared: Bool { number.map { declared?.contains($0) == false } ?? false }

    /// Why nothing answers at it, by whether Envoy's connections were refused or got no response; nil if that is unknown.
    func words(isSilent: Bool?) -> String {
        guard let number else { return "nothing listens at its target port" }
        if isUndeclared, let declared {
            return "nothing listens at target port \(number), which no container of its pods declares (declared: "
                + ServiceWords.list(declared.map(String.init)) + ")"
        }
        return switch isSilent {
        case true?:
            "connections get no response, so a firewall that allows only some node ports drops them, or a network policy "
                + "in front of target port \(number)"
        case false?:
            "nothing listens at target port \(number) of its pods, or they listen at a loopback address only"
        case nil: "nothing listens at target port \(number) of its pods, or a NetworkPolicy blocks it"
        }
    }

    /// The range is that of API servers without --service-node-port-range.
    static let openRange = Remedy.fix(
        "open the whole range of node ports of the tenant cluster (30000-32767 by default) in the firewalls between the "
            + "clusters, for the nodes of the Envoy pods")

    var evidence: [Evidence] {
        var evidence = number.map { [Evidence("EndpointSlices: ports", "\($0)")] } ?? []
        if let declared {
            evidence.append(Evidence("Pods: containerPort", ServiceWords.list(declared.map(String.init))))
        }
        return evidence
    }

    /// `isSilent`: as for the words.
    func remedies(_ exposure: Exposure, isSilent: Bool?, _ context: CheckContext) -> [Remedy] {
        var remedies: [Remedy] = []
        if isSilent == true, !isUndeclared { remedies.append(Self.openRange) }
        if isUndeclared, let port, let index = exposure.service.ports.firstIndex(of: port) {
            let used = Set(exposure.slices.value?.flatMap(\.ports).compactMap(\.port) ?? [])
            let candidates = (declared ?? []).filter { !used.contains($0) }
            if let candidate = candidates.first ?? declared?.first {
                remedies.append(
                    .fix(
                        "set the target port to one on which the pods listen"
                            + (candidates.count == 1 ? "" : "; \(candidate) is one of several"),
                        context.patch(
                            context.reference(exposure),
                            operations: [
                                [
                                    "op": "replace", "path": .string("/spec/ports/\(index)/targetPort"),
                                    "value": .number(JSONNumber(candidate)),
                                ]
                            ])))
            }
        }
        remedies.append(
            .inspect(
                "check whether a NetworkPolicy selects the pods",
                context.networkPolicies(.tenant, namespace: exposure.service.metadata.namespace)))
        return remedies
    }
}
