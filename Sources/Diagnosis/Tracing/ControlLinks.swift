import KubeLB
import Kubernetes
import Topology

/// The links of the control path, each with the field or label that proves it.
struct ControlLinks {
    let subject: TraceSubject

    init(_ subject: TraceSubject) {
        self.subject = subject
    }

    private var topology: Topology { subject.topology }
    private var exposure: Exposure? { subject.exposure }

    var links: [TraceLink] {
        [
            accepted, named, nodeAddresses, placed, referenced, managed, provided, selected, published, copied,
        ].compactMap { $0 }
    }

    /// Of two ends: proven where both are there and the proof holds, unknown where one could not be read.
    func state<One, Other>(
        _ one: Observed<One>, _ other: Observed<Other>, _ holds: (One, Other) -> Bool
    ) -> TraceLink.State {
        if one.unknown != nil || other.unknown != nil { return .unknown }
        guard let one = one.value, let other = other.value else { return .broken }
        return holds(one, other) ? .proven : .broken
    }

    func state(_ gate: Gate) -> TraceLink.State {
        switch subject.gates[gate] {
        case .passed: .proven
        case .failed, .notApplicable, .notVisible: .broken
        case .unknown: .unknown
        }
    }

    private var accepted: TraceLink? {
        exposure.map { _ in
            TraceLink(
                .service, .ccm, "metadata.finalizers has \(KubeLBNames.cleanupFinalizer)",
                else: "metadata.finalizers lacks \(KubeLBNames.cleanupFinalizer)", state(.acceptedByCCM))
        }
    }

    private var named: TraceLink {
        guard let exposure else {
            return TraceLink(
                .ccm, .loadBalancer, "metadata.name = metadata.uid of the Service",
                else: "metadata.name is the UID of no Service", .broken)
        }
        let metadata = exposure.service.metadata
        guard !exposure.service.isLoadBalancerWithoutOrigin else {
            let text = "no origin labels: made by hand or with KubeLB's own CLI"
            return TraceLink(.ccm, .loadBalancer, text, else: text, .notVisible)
        }
        let proof =
            "metadata.name = metadata.uid of the Service; \(KubeLBNames.originNamespaceLabel)=\(metadata.namespace), "
            + "\(KubeLBNames.originNameLabel)=\(metadata.name)"
        return TraceLink(
            .ccm, .loadBalancer, proof,
            else: subject.loadBalancer.value == nil
                ? "no LoadBalancer has metadata.name = metadata.uid of the Service"
                : "the labels do not name the Service \(exposure.path)",
            state(.present(metadata), subject.loadBalancer) { service, loadBalancer in
                loadBalancer.metadata.name == service.uid
                    && loadBalancer.origin.map { $0 == (service.namespace, service.name) } ?? false
            })
    }

    var nodeAddresses: TraceLink {
        let type = topology.settings.value?.nodeAddressType ?? CCMSettings().nodeAddressType
        let selects = topology.settings.value?.selectsNodes == true
        return TraceLink(
            .nodes, .addresses,
            "spec.addresses \(selects ? "are among" : "=") status.addresses[\(type)] of the Ready nodes",
            else: "spec.addresses differs from status.addresses[\(type)] of the Ready nodes",
            state(topology.expectedAddresses, topology.defaultAddresses) { expected, addresses in
                let listed = Set(addresses.addresses)
                return selects ? listed.isSubset(of: expected) : listed == Set(expected)
            })
    }

    private var placed: TraceLink {
        TraceLink(
            .tenant, .loadBalancer,
            "metadata.namespace = \(subject.tenantNamespace ?? "tenant-?"), labelled \(KubeLBNames.managedByLabel)=kubelb",
            else: subject.loadBalancer.value == nil
                ? "no LoadBalancer"
                : "the namespace lacks the label \(KubeLBNames.managedByLabel)=kubelb",
            state(topology.namespaceObject, subject.loadBalancer) { namespace, _ in
                namespace.metadata.labels[KubeLBNames.managedByLabel] == "kubelb"
            })
    }

    private var referenced: TraceLink {
        TraceLink(
            .loadBalancer, .addresses, "spec.endpoints[].addressesReference.name = \(KubeLBNames.defaultAddresses)",
            else: subject.loadBalancer.value == nil
                ? "no LoadBalancer" : "spec.endpoints[].addressesReference.name names no Addresses",
            state(subject.loadBalancer, topology.defaultAddresses) { loadBalancer, addresses in
                loadBalancer.spec.endpoints.contains { $0.addressesReference == addresses.metadata.name }
            })
    }

    private var managed: TraceLink {
        TraceLink(
            .loadBalancer, .manager, "metadata.finalizers has \(KubeLBNames.cleanupFinalizer)",
            else: subject.loadBalancer.value == nil
                ? "no LoadBalancer" : "metadata.finalizers lacks \(KubeLBNames.cleanupFinalizer)",
            state(.acceptedByManager))
    }

    private var provided: TraceLink {
        TraceLink(
            .manager, .envoyService, "\(KubeLBNames.loadBalancerNameLabel) = metadata.name of the LoadBalancer",
            else: "no Service has \(KubeLBNames.loadBalancerNameLabel) = metadata.name of the LoadBalancer",
            state(subject.loadBalancer, subject.envoyService) { loadBalancer, service in
                service.metadata.labels[KubeLBNames.loadBalancerNameLabel] == loadBalancer.metadata.name
            })
    }

    private var selected: TraceLink {
        TraceLink(
            .envoyService, .envoy,
            "spec.selector \(KubeLBNames.appNameLabel)=\(subject.tenantNamespace ?? "tenant-?")",
            else: subject.envoyService.value == nil || topology.envoyWorkload.value == nil
                ? "no pods to select" : "spec.selector does not match the Envoy pods",
            state(subject.envoyService, topology.envoyWorkload) { service, workload in
                !service.selector.isEmpty
                    && service.selector.allSatisfy { workload.state.templateLabels[$0.key] == $0.value }
            })
    }

    private var published: TraceLink {
        TraceLink(
            .envoyService, .loadBalancerStatus, "status.loadBalancer.ingress is the same",
            else: "status.loadBalancer.ingress is empty or differs",
            state(subject.envoyService, subject.loadBalancer) { service, loadBalancer in
                loadBalancer.status?.hostname != nil
                    || !service.ingress.isEmpty
                        && service.ingress.addresses == loadBalancer.status?.ingress.addresses
            })
    }

    private var copied: TraceLink? {
        exposure.map { _ in
            TraceLink(
                .loadBalancerStatus, .serviceStatus, "status.loadBalancer.ingress is the same",
                else: "status.loadBalancer.ingress is empty or differs",
                state(.addressCopied))
        }
    }
}
