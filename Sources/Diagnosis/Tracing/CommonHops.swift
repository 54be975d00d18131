import KubeLB
import Kubernetes
import Topology

extension TraceSubject {
    /// The hop in the state that the first of some gates gives that did not pass.
    func hop(
        _ role: TraceHop.Role, _ object: ObjectReference?, _ gates: [Gate], facts: [String], isAbsent: Bool = false,
        outcomes: GateOutcomes? = nil
    ) -> TraceHop {
        for gate in gates {
            switch (outcomes ?? self.gates)[gate] {
            case .failed: return TraceHop(role, object, isAbsent ? .absent : .failed, facts: facts)
            case .unknown(_, let reason): return unknown(role, object, reason, facts: facts)
            case .passed, .notApplicable, .notVisible: continue
            }
        }
        return TraceHop(role, object, .ok, facts: facts)
    }

    func unknown(
        _ role: TraceHop.Role, _ object: ObjectReference?, _ reason: UnknownReason?, facts: [String] = []
    ) -> TraceHop {
        var hop = TraceHop(role, object, .unknown, facts: facts)
        hop.reason = reason ?? .notCollected
        return hop
    }
}

/// Hops that the paths of Services and of objects of Layer 7 have in common.
struct CommonHops {
    let subject: TraceSubject

    init(_ subject: TraceSubject) { self.subject = subject }

    private var topology: Topology { subject.topology }
    private var context: CheckContext { CheckContext(topology) }

    var ccm: TraceHop { controller(topology.ccm, .ccm) }
    var manager: TraceHop { controller(topology.manager, .manager) }

    private func state(of stage: Stage) -> StageStatus.State? {
        subject.stages?.stages.first { $0.stage == stage }?.state
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
            return subject.unknown(role, nil, topology.deployment(of: controller).unknown)
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

    var nodes: TraceHop? {
        guard subject.exposure != nil || subject.route?.isSourceVisible == true else { return nil }
        let type = topology.settings.value?.nodeAddressType ?? CCMSettings().nodeAddressType
        guard let all = topology.nodes.value, let ready = topology.readyNodes.value,
            let expected = topology.expectedAddresses.value
        else { return subject.unknown(.nodes, nil, topology.nodes.unknown) }
        return TraceHop(
            .nodes, nil, expected.isEmpty ? .failed : .ok,
            facts: [
                "\(ready.count) of \(all.count) Ready",
                expected.isEmpty ? "no Ready node has an \(type)" : "\(type) \(ServiceWords.list(expected))",
            ])
    }

    var tenant: TraceHop {
        let namespace = topology.tenantNamespace ?? "tenant-?"
        switch topology.tenantObject {
        case .present(let tenant):
            var facts = ["namespace \(namespace)"]
            if !tenant.phase.isEmpty { facts.append(tenant.phase) }
            let disabled = disabled(tenant)
            if let disabled { facts.insert("\(disabled) is disabled", at: 0) }
            return TraceHop(
                .tenant, ObjectReference(.management, tenant), disabled == nil ? .ok : .warning, facts: facts)
        case .absent:
            return TraceHop(
                .tenant,
                topology.tenant.value.map { ObjectReference(.management, kind: Tenant.kind, name: $0.name) }, .absent,
                facts: ["the Tenant does not exist"])
        case .forbidden, .failed, .notCollected:
            return subject.unknown(
                .tenant, topology.tenant.value.map { ObjectReference(.management, kind: Tenant.kind, name: $0.name) },
                topology.tenantObject.unknown)
        }
    }

    /// None where the LoadBalancer holds addresses of its own.
    var addresses: TraceHop? {
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
            return subject.hop(.addresses, object, [.nodeAddresses], facts: facts)
        case .absent:
            return TraceHop(
                .addresses,
                ObjectReference(
                    .management, kind: Addresses.kind, namespace: topology.tenantNamespace ?? "tenant-?",
                    name: KubeLBNames.defaultAddresses),
                .absent, facts: ["not found: Envoy has no node to send to"])
        case .forbidden, .failed, .notCollected:
            return subject.unknown(.addresses, nil, topology.defaultAddresses.unknown)
        }
    }

    var envoy: TraceHop {
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
            return subject.hop(
                .envoy,
                ObjectReference(
                    .management, kind: workload.kind, namespace: workload.metadata.namespace,
                    name: workload.metadata.name, resourceVersion: workload.metadata.resourceVersion),
                [.envoyReady], facts: facts)
        case .absent:
            return TraceHop(.envoy, nil, subject.isGoing ? .ok : .absent, facts: ["no Envoy is running for the tenant"])
        case .forbidden, .failed, .notCollected: return subject.unknown(.envoy, nil, topology.envoyWorkload.unknown)
        }
    }

    /// What the Tenant excludes the subject from; nil if it does not.
    private func disabled(_ tenant: Tenant) -> String? {
        guard let kind = subject.route?.kind else { return tenant.loadBalancer.isDisabled ? "Layer 4" : nil }
        let settings = kind == .ingress ? tenant.ingress : tenant.gatewayAPI
        return settings.isDisabled ? (kind == .ingress ? "Ingress" : "Gateway API") : nil
    }
}
