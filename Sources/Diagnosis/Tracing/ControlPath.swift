import KubeLB
import Kubernetes
import Topology

/// The hops and links from a Service over both controllers to its Envoy, and the address on its way back.
struct ControlPath {
    private let subject: TraceSubject
    private let marking: HopMarking
    private(set) var hops: [TraceHop] = []
    private(set) var links: [TraceLink] = []

    private var topology: Topology { subject.topology }
    private var exposure: Exposure? { subject.exposure }
    private var loadBalancer: LoadBalancer? { subject.loadBalancer.value }
    private var context: CheckContext { CheckContext(topology) }

    init(_ subject: TraceSubject) {
        self.subject = subject
        marking = HopMarking(subject)
        for hop in [
            service, controller(topology.ccm, .ccm), nodes, tenant, loadBalancerHop, addresses,
            controller(topology.manager, .manager), envoyService, envoy, loadBalancerStatus, serviceStatus,
        ].compactMap({ $0 }) {
            hops.append(marking.marked(hop, after: hops))
        }
        links = ControlLinks(subject).links.compactMap { $0.between(hops) }
    }

    /// The hop in the state that the first of its gates gives that did not pass.
    private func hop(
        _ role: TraceHop.Role, _ object: ObjectReference?, _ gates: [Gate], facts: [String], isAbsent: Bool = false
    ) -> TraceHop {
        for gate in gates {
            switch subject.gates[gate] {
            case .failed: return TraceHop(role, object, isAbsent ? .absent : .failed, facts: facts)
            case .unknown(_, let reason): return unknown(role, object, reason, facts: facts)
            case .passed, .notApplicable, .notVisible: continue
            }
        }
        return TraceHop(role, object, .ok, facts: facts)
    }

    private func unknown(
        _ role: TraceHop.Role, _ object: ObjectReference?, _ reason: UnknownReason?, facts: [String] = []
    ) -> TraceHop {
        var hop = TraceHop(role, object, .unknown, facts: facts)
        hop.reason = reason ?? .notCollected
        return hop
    }

    private func state(of stage: Stage) -> StageStatus.State? {
        subject.service?.stages.stages.first { $0.stage == stage }?.state
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
        return hop(.service, object, gates, facts: facts)
    }

    private func ports(of service: Service) -> String {
        ServiceWords.list(
            service.ports.map { port in
                "\(port.label) at " + (port.nodePort.map { "node port \($0)" } ?? "no node port")
            }
        )
    }

    private func controller(_ controller: Controller, _ role: TraceHop.Role) -> TraceHop {
        let side = controller.role.side
        let isNeeded = state(of: role == .ccm ? .propagated : .provisioned) != .ok
        switch topology.deployment(of: controller) {
        case .present(let deployment):
            let state = deployment.state
            var facts = ["\(state.ready)/\(state.desired) Ready"]
            if let image = controller.container(of: state.template)?.image, let tag = tag(of: image) {
                facts.append(tag)
            }
            facts += lease(of: controller)
            return TraceHop(
                role, ObjectReference(side, deployment), state.ready > 0 && state.desired > 0 ? .ok : .warning,
                facts: facts)
        case .absent:
            return TraceHop(role, nil, isNeeded ? .absent : .warning, facts: ["no Deployment found"])
        case .forbidden, .failed, .notCollected:
            return unknown(role, nil, topology.deployment(of: controller).unknown)
        }
    }

    /// `quay.io/kubermatic/kubelb-ccm:v1.4.3` → `v1.4.3`.
    private func tag(of image: String) -> String? {
        guard let name = image.split(separator: "/").last, let colon = name.firstIndex(of: ":") else { return nil }
        return String(name[name.index(after: colon)...].prefix { $0 != "@" })
    }

    private func lease(of controller: Controller) -> [String] {
        switch topology.lease(of: controller) {
        case .present(let lease) where lease.holderIdentity.isEmpty: return ["Lease released: no leader"]
        case .present(let lease):
            let age = context.age(of: lease.renewTime).map { " \($0) ago" } ?? ""
            let isStale = topology.isLeaseStale(of: controller) == true
            return [isStale ? "Lease not renewed since\(age.isEmpty ? " it was taken" : age)" : "Lease renewed\(age)"]
        case .absent: return ["no Lease"]
        case .forbidden, .failed, .notCollected: return []
        }
    }

    private var nodes: TraceHop? {
        guard exposure != nil else { return nil }
        let type = topology.settings.value?.nodeAddressType ?? CCMSettings().nodeAddressType
        guard let all = topology.nodes.value, let ready = topology.readyNodes.value,
            let expected = topology.expectedAddresses.value
        else { return unknown(.nodes, nil, topology.nodes.unknown) }
        return TraceHop(
            .nodes, nil, expected.isEmpty ? .failed : .ok,
            facts: [
                "\(ready.count) of \(all.count) Ready",
                expected.isEmpty ? "no Ready node has an \(type)" : "\(type) \(ServiceWords.list(expected))",
            ])
    }

    private var serviceStatus: TraceHop? {
        guard let exposure, !exposure.isTerminating else { return nil }
        let object = ObjectReference(.tenant, exposure.service)
        return status(
            .serviceStatus, object, .addressCopied, exposure.addresses,
            from: loadBalancer.map { $0.status?.ingress.addresses ?? [] }, of: "the LoadBalancer")
    }

    // MARK: The management cluster

    private var tenant: TraceHop {
        let namespace = topology.tenantNamespace ?? "tenant-?"
        switch topology.tenantObject {
        case .present(let tenant):
            var facts = ["namespace \(namespace)"]
            if !tenant.phase.isEmpty { facts.append(tenant.phase) }
            if tenant.loadBalancer.isDisabled { facts.insert("Layer 4 is disabled", at: 0) }
            return TraceHop(
                .tenant, ObjectReference(.management, tenant), tenant.loadBalancer.isDisabled ? .warning : .ok,
                facts: facts)
        case .absent:
            return TraceHop(
                .tenant,
                topology.tenant.value.map { ObjectReference(.management, kind: Tenant.kind, name: $0.name) }, .absent,
                facts: ["the Tenant does not exist"])
        case .forbidden, .failed, .notCollected:
            return unknown(
                .tenant, topology.tenant.value.map { ObjectReference(.management, kind: Tenant.kind, name: $0.name) },
                topology.tenantObject.unknown)
        }
    }

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
            return hop(.loadBalancer, object, [.loadBalancer, .loadBalancerCurrent], facts: facts)
        case .absent:
            return TraceHop(
                .loadBalancer, loadBalancerReference, exposure?.isTerminating == true ? .ok : .absent,
                facts: [exposure?.isTerminating == true ? "gone" : "not found"])
        case .forbidden, .failed, .notCollected:
            return unknown(.loadBalancer, loadBalancerReference, subject.loadBalancer.unknown)
        }
    }

    /// None where the LoadBalancer holds addresses of its own.
    private var addresses: TraceHop? {
        if case .notApplicable = subject.gates[.nodeAddresses] { return nil }
        switch topology.defaultAddresses {
        case .present(let addresses):
            let object = ObjectReference(.management, addresses)
            let listed = addresses.addresses
            var facts = [listed.isEmpty ? "empty" : ServiceWords.list(listed)]
            if let ready = topology.readyNodes.value, !listed.isEmpty {
                let known = Set(ready.flatMap { $0.addresses.map(\.address) })
                facts.insert(
                    "\(listed.count(where: known.contains)) of \(listed.count) belong to a Ready node", at: 0)
            }
            return hop(.addresses, object, [.nodeAddresses], facts: facts)
        case .absent:
            return TraceHop(
                .addresses,
                ObjectReference(
                    .management, kind: Addresses.kind, namespace: topology.tenantNamespace ?? "tenant-?",
                    name: KubeLBNames.defaultAddresses),
                .absent, facts: ["not found: Envoy has no node to send to"])
        case .forbidden, .failed, .notCollected:
            return unknown(.addresses, nil, topology.defaultAddresses.unknown)
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
            return hop(.envoyService, ObjectReference(.management, service), gates, facts: facts)
        case .absent:
            return TraceHop(.envoyService, reference, isGoing ? .ok : .absent, facts: [isGoing ? "gone" : "not found"])
        case .forbidden, .failed, .notCollected:
            return unknown(.envoyService, reference, subject.envoyService.unknown)
        }
    }

    /// Whether what is not there any more is as it should be.
    private var isGoing: Bool { exposure?.isTerminating == true || loadBalancer?.metadata.isBeingDeleted == true }

    private var envoy: TraceHop {
        switch topology.envoyWorkload {
        case .present(let workload):
            var facts = ["\(workload.state.ready)/\(workload.state.desired) Ready"]
            let envoys = topology.envoys
            if !envoys.isEmpty {
                let connected = envoys.count { !$0.statistics.isDisconnected }
                facts.append(
                    connected == envoys.count
                        ? "connected to the manager" : "\(connected) of \(envoys.count) connected to the manager")
            }
            return hop(
                .envoy,
                ObjectReference(
                    .management, kind: workload.kind, namespace: workload.metadata.namespace,
                    name: workload.metadata.name, resourceVersion: workload.metadata.resourceVersion),
                [.envoyReady], facts: facts)
        case .absent:
            return TraceHop(.envoy, nil, isGoing ? .ok : .absent, facts: ["no Envoy is running for the tenant"])
        case .forbidden, .failed, .notCollected: return unknown(.envoy, nil, topology.envoyWorkload.unknown)
        }
    }

    private var loadBalancerStatus: TraceHop {
        guard case .present(let loadBalancer) = subject.loadBalancer else {
            if let reason = subject.loadBalancer.unknown {
                return unknown(.loadBalancerStatus, loadBalancerReference, reason)
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
            if case .unknown(_, let reason) = subject.gates[gate] { return unknown(role, object, reason, facts: facts) }
            return TraceHop(role, object, .absent, facts: facts)
        }
        if subject.gates[gate].isFailed {
            facts.append(source.map { "\(owner) has \(ServiceWords.addresses($0))" } ?? "\(owner) does not exist")
        }
        return hop(role, object, isGoing && source == nil ? [] : [gate], facts: facts)
    }
}
