import KubeLB
import Kubernetes
import Topology

/// The hops and links from a Service over both controllers to its Envoy, and the address on its way back.
struct ControlPath {
    private let subject: TraceSubject
    private(set) var hops: [TraceHop] = []
    private(set) var links: [TraceLink] = []

    private var topology: Topology { subject.topology }
    private var exposure: Exposure? { subject.exposure }
    private var loadBalancer: LoadBalancer? { subject.loadBalancer.value }
    private var isGoing: Bool { subject.isGoing }

    init(_ subject: TraceSubject) {
        self.subject = subject
        let common = CommonHops(subject)
        hops = HopMarking(subject).marked(
            [
                service, common.ccm, common.nodes, common.tenant, loadBalancerHop, common.addresses, common.manager,
                envoyService, common.envoy, loadBalancerStatus, serviceStatus,
            ].compactMap { $0 })
        links = ControlLinks(subject).links.compactMap { $0.between(hops) }
    }

    // MARK: The tenant cluster

    private var service: TraceHop {
        guard let exposure else {
            let origin = loadBalancer?.origin
            return TraceHop(
                .service,
                origin.map { ObjectReference(.tenant, kind: Service.kind, namespace: $0.namespace, name: $0.name) },
                .absent, facts: ["no Service has the UID \(subject.uid)"])
        }
        let service = exposure.service
        let object = ObjectReference(.tenant, service)
        var facts = [service.type == "LoadBalancer" ? ports(of: service) : "type \(service.type)"]
        facts += service.loadBalancerClass.map { ["class \($0)"] } ?? []
        if service.externalTrafficPolicy == "Local" { facts.append("externalTrafficPolicy: Local") }
        if exposure.isTerminating {
            facts.insert("being deleted, held by \(service.metadata.finalizers.joined(separator: ", "))", at: 0)
            return TraceHop(.service, object, .warning, facts: facts)
        }
        let gates = Gate.all(of: .created)
        if let failed = subject.gates.firstFailed(of: gates) { facts.insert(failed.detail, at: 0) }
        return subject.hop(.service, object, gates, facts: facts)
    }

    private func ports(of service: Service) -> String {
        ServiceWords.list(
            service.ports.map { port in
                "\(port.label) at " + (port.nodePort.map { "node port \($0)" } ?? "no node port")
            }
        )
    }

    private var serviceStatus: TraceHop? {
        guard let exposure, !exposure.isTerminating else { return nil }
        let object = ObjectReference(.tenant, exposure.service)
        return status(
            .serviceStatus, object, .addressCopied, exposure.addresses,
            from: loadBalancer.map { $0.status?.ingress.addresses ?? [] }, of: "the LoadBalancer")
    }

    // MARK: The management cluster

    private var loadBalancerReference: ObjectReference {
        ObjectReference(
            .management, kind: LoadBalancer.kind, namespace: subject.tenantNamespace ?? "tenant-?", name: subject.uid)
    }

    private var loadBalancerHop: TraceHop {
        switch subject.loadBalancer {
        case .present(let loadBalancer):
            let object = ObjectReference(.management, loadBalancer)
            var facts = [ServiceWords.list(loadBalancer.spec.ports.map(\.label))]
            if loadBalancer.metadata.isBeingDeleted {
                facts.insert(
                    "being deleted, held by \(loadBalancer.metadata.finalizers.joined(separator: ", "))", at: 0)
                return TraceHop(.loadBalancer, object, .warning, facts: facts)
            }
            if case .failed(let detail) = subject.gates[.loadBalancerCurrent] { facts.insert(detail, at: 0) }
            return subject.hop(.loadBalancer, object, [.loadBalancer, .loadBalancerCurrent], facts: facts)
        case .absent:
            return TraceHop(
                .loadBalancer, loadBalancerReference, exposure?.isTerminating == true ? .ok : .absent,
                facts: [exposure?.isTerminating == true ? "gone" : "not found"])
        case .forbidden, .failed, .notCollected:
            return subject.unknown(.loadBalancer, loadBalancerReference, subject.loadBalancer.unknown)
        }
    }

    private var envoyService: TraceHop {
        let name = KubeLBNames.envoyServiceName(forLoadBalancer: subject.uid)
        let reference = ObjectReference(
            .management, kind: Service.kind, namespace: subject.tenantNamespace ?? "tenant-?", name: name)
        switch subject.envoyService {
        case .present(let service):
            let addresses = service.ingress.addresses
            var facts = [ServiceWords.addresses(addresses)]
            facts.append(
                ServiceWords.list(service.ports.map { "\($0.label) → \($0.targetPort.map { "\($0)" } ?? "?")" }))
            let kept: [Gate] = isGoing ? [] : [.envoyServiceKept]
            let gates = kept + [.envoyServicePorts, .envoyServiceType, .envoyServiceTargets, .address]
            if let failed = subject.gates.firstFailed(of: gates), failed.gate != .address {
                facts.insert(failed.detail, at: 0)
            }
            return subject.hop(.envoyService, ObjectReference(.management, service), gates, facts: facts)
        case .absent:
            return TraceHop(.envoyService, reference, isGoing ? .ok : .absent, facts: [isGoing ? "gone" : "not found"])
        case .forbidden, .failed, .notCollected:
            return subject.unknown(.envoyService, reference, subject.envoyService.unknown)
        }
    }

    private var loadBalancerStatus: TraceHop {
        guard case .present(let loadBalancer) = subject.loadBalancer else {
            if let reason = subject.loadBalancer.unknown {
                return subject.unknown(.loadBalancerStatus, loadBalancerReference, reason)
            }
            return TraceHop(
                .loadBalancerStatus, loadBalancerReference, isGoing ? .ok : .absent, facts: ["no LoadBalancer"])
        }
        return status(
            .loadBalancerStatus, ObjectReference(.management, loadBalancer), .addressPublished,
            loadBalancer.status?.ingress.addresses ?? [],
            from: subject.envoyService.value?.ingress.addresses, of: "the envoy Service")
    }

    /// An address list that is copied from another one.
    private func status(
        _ role: TraceHop.Role, _ object: ObjectReference, _ gate: Gate, _ addresses: [String],
        from source: [String]?, of owner: String
    ) -> TraceHop {
        var facts = [ServiceWords.addresses(addresses)]
        guard !addresses.isEmpty || source?.isEmpty == false else {
            // Nothing to copy yet, or nothing is known of it.
            if case .unknown(_, let reason) = subject.gates[gate] {
                return subject.unknown(role, object, reason, facts: facts)
            }
            return TraceHop(role, object, .absent, facts: facts)
        }
        if subject.gates[gate].isFailed {
            facts.append(source.map { "\(owner) has \(ServiceWords.addresses($0))" } ?? "\(owner) does not exist")
        }
        return subject.hop(role, object, isGoing && source == nil ? [] : [gate], facts: facts)
    }
}
