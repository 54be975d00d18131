import KubeLB
import Kubernetes
import Topology

/// The links of the path of an Ingress, Gateway or route, each with the field or label that proves it.
struct RouteLinks {
    let subject: TraceSubject
    let exposure: RouteExposure

    init(_ subject: TraceSubject, _ exposure: RouteExposure) {
        self.subject = subject
        self.exposure = exposure
    }

    private var topology: Topology { subject.topology }
    private var kind: String { exposure.kind.rawValue }

    var links: [TraceLink] {
        let nodes = ControlLinks(subject).nodeAddresses
        return [
            accepted, copied, named, nodes, synced, placed, managed, made, classed, attached, ofGateway, served,
            leading,
            carried, certified, selected, recorded, returned,
        ].compactMap { $0 }
    }

    private func state(_ gate: Gate) -> TraceLink.State { ControlLinks(subject).state(gate) }

    private func state<One, Other>(
        _ one: Observed<One>, _ other: Observed<Other>, _ holds: (One, Other) -> Bool
    ) -> TraceLink.State {
        ControlLinks(subject).state(one, other, holds)
    }

    // MARK: The CCM's work

    private var accepted: TraceLink {
        TraceLink(
            .source, .ccm, "metadata.finalizers has \(KubeLBNames.cleanupFinalizer)",
            else: exposure.isSourceVisible
                ? "metadata.finalizers lacks \(KubeLBNames.cleanupFinalizer)" : "the \(kind) does not exist",
            exposure.isSourceVisible ? state(.acceptedByCCM) : .broken)
    }

    private var copied: TraceLink? {
        guard exposure.backends.contains(where: { $0.copy != nil }) else { return nil }
        return TraceLink(
            .ccm, .backends, "metadata.name = name of the Service + -nodeport, \(KubeLBNames.originNameLabel)",
            else: "a NodePort copy is missing or has other node ports than the Route", state(.copies))
    }

    private var named: TraceLink {
        let metadata = exposure.source.metadata
        let proof =
            "metadata.name = metadata.uid of the \(kind); \(KubeLBNames.originNamespaceLabel)=\(metadata.namespace), "
            + "\(KubeLBNames.originNameLabel)=\(metadata.name)"
        guard exposure.isSourceVisible else {
            return TraceLink(.ccm, .route, proof, else: "metadata.name is the UID of no \(kind)", .broken)
        }
        return TraceLink(
            .ccm, .route, proof,
            else: exposure.route.value == nil
                ? "no Route has metadata.name = metadata.uid of the \(kind)"
                : "the labels do not name the \(kind) \(exposure.path)",
            state(.present(metadata), exposure.route) { source, route in
                route.metadata.labels[KubeLBNames.originNamespaceLabel] == source.namespace
                    && route.metadata.labels[KubeLBNames.originNameLabel] == source.name
            })
    }

    private var synced: TraceLink? {
        guard let generated = exposure.generated.value else { return nil }
        let secrets = SyncedSecrets(CheckContext(topology))
        let named = Set(generated.certificates.map(\.name))
        let copies = exposure.source.certificates.map { secrets.synced(namespace: $0.namespace, name: $0.name) }
        let isRead = topology.list(.management, SecretMetadata.self).value != nil
        let holds = !copies.isEmpty && copies.allSatisfy { $0.contains { named.contains($0.metadata.name) } }
        return TraceLink(
            .secret, .certificate,
            "\(KubeLBNames.originNamespaceLabel), \(KubeLBNames.originNameLabel) of the SyncSecret",
            else: "the generated \(kind) names no synced Secret", isRead ? (holds ? .proven : .broken) : .unknown)
    }

    // MARK: The manager's work

    private var placed: TraceLink {
        TraceLink(
            .tenant, .route, "metadata.namespace = \(subject.tenantNamespace ?? "tenant-?")", else: "no Route",
            state(topology.tenantObject, exposure.route) { _, route in
                route.metadata.namespace == subject.tenantNamespace
            })
    }

    private var managed: TraceLink {
        TraceLink(
            .route, .manager, "metadata.finalizers has \(KubeLBNames.cleanupFinalizer)",
            else: exposure.route.value == nil
                ? "no Route" : "metadata.finalizers lacks \(KubeLBNames.cleanupFinalizer)",
            state(.acceptedByManager))
    }

    private var made: TraceLink {
        TraceLink(
            .manager, .generated, "metadata.ownerReferences names the Route",
            else: exposure.generated.value == nil
                ? "no \(kind) is owned by the Route" : "metadata.ownerReferences names another Route",
            state(exposure.route, exposure.generated) { _, _ in exposure.ownsGenerated })
    }

    private var carried: TraceLink? {
        guard !exposure.backends.isEmpty else { return nil }
        let isThere = exposure.backends.contains { $0.carried != nil && $0.generated.value != nil }
        let isUnread = exposure.route.unknown != nil || exposure.backends.contains { $0.generated.unknown != nil }
        return TraceLink(
            .backends, .backendServices, "status.resources.services[].generatedName of the Route",
            else: "a Service of the Route is missing",
            isUnread ? .unknown : isThere ? state(.backendServices) : .broken)
    }

    // MARK: Who serves

    /// Of an Ingress or Gateway.
    private var classed: TraceLink? {
        guard !exposure.kind.hasParent else { return nil }
        return link(from: .generated, to: exposure)
    }

    private var attached: TraceLink? {
        guard exposure.kind.hasParent else { return nil }
        return TraceLink(
            .generated, .gateway, "spec.parentRefs[].name = \(KubeLBNames.gatewayName); status.parents[] accepted",
            else: "the Gateway has not accepted it",
            exposure.generatedStatus == nil
                ? (exposure.generated.unknown == nil ? .broken : .unknown) : state(.routeAccepted))
    }

    private var ofGateway: TraceLink? {
        guard exposure.kind.hasParent, let parent = exposure.parent else { return nil }
        return link(from: .gateway, to: parent)
    }

    private func link(from role: TraceHop.Role, to served: RouteExposure) -> TraceLink? {
        let field = served.kind == .ingress ? "spec.ingressClassName" : "spec.gatewayClassName"
        guard let generated = served.generated.value else { return nil }
        let serving = topology.servingController(of: served)
        let isThere = serving.map { if case .noClass = $0.state { false } else { true } }
        return TraceLink(
            role, .servingClass, "\(field) = \(generated.className ?? "none")",
            else: generated.className.map { "\(field) = \($0), which does not exist" } ?? "no \(field)",
            isThere.map { $0 ? .proven : .broken } ?? .unknown)
    }

    private var served: TraceLink? {
        guard let served = exposure.kind.hasParent ? exposure.parent : exposure else { return nil }
        let proof =
            served.kind == .gateway
            ? "\(RoutingImplementation.owningGatewayNameLabel) = \(KubeLBNames.gatewayName)"
            : "spec.selector matches the controller's pods"
        let services = topology.proxies(of: served)
        return TraceLink(
            .servingClass, .proxy, proof, else: "no Service of type LoadBalancer belongs to it",
            services.map { $0.isEmpty ? .broken : .proven } ?? .unknown)
    }

    private var leading: TraceLink? {
        guard !exposure.backends.isEmpty else { return nil }
        let named = Set(exposure.backends.compactMap(\.generatedName))
        return TraceLink(
            .generated, .backendServices, "the backends of its rules are named like the Services",
            else: exposure.generated.value == nil ? "no generated \(kind)" : "its rules name other Services",
            state(exposure.route, exposure.generated) { _, generated in
                generated.spec.backends.filter(\.isService).allSatisfy { named.contains($0.reference.name) }
            })
    }

    private var certified: TraceLink? {
        guard exposure.generated.value?.certificates.isEmpty == false else { return nil }
        let field = exposure.kind == .gateway ? "spec.listeners[].tls.certificateRefs[].name" : "spec.tls[].secretName"
        return TraceLink(
            .generated, .certificate, "\(field) is a Secret of the namespace",
            else: "\(field) is no Secret of the namespace",
            topology.unresolvedCertificates(of: exposure).map { $0.isEmpty ? .proven : .broken } ?? .unknown)
    }

    private var selected: TraceLink? {
        let services = exposure.backends.compactMap(\.generated.value)
        guard !exposure.backends.isEmpty else { return nil }
        let isUnread =
            exposure.backends.contains { $0.generated.unknown != nil } || topology.envoyWorkload.unknown != nil
        let holds =
            !services.isEmpty
            && topology.envoyWorkload.value.map { workload in
                services.allSatisfy { service in
                    service.selector.allSatisfy { workload.state.templateLabels[$0.key] == $0.value }
                }
            } == true
        return TraceLink(
            .backendServices, .envoy,
            "spec.selector \(KubeLBNames.appNameLabel)=\(subject.tenantNamespace ?? "tenant-?")",
            else: "no Service that selects the Envoy pods", isUnread ? .unknown : holds ? .proven : .broken)
    }

    // MARK: The way back

    private var recorded: TraceLink {
        let isSame =
            exposure.route.value?.generated.map { recorded in
                exposure.generated.value.map { $0.status.essence == recorded.status.essence } ?? false
            } ?? false
        return TraceLink(
            .generated, .routeStatus, "status.resources.route.status is the same",
            else: "status.resources.route.status is empty or differs",
            state(exposure.route, exposure.generated) { _, _ in isSame })
    }

    private var returned: TraceLink {
        TraceLink(
            .routeStatus, .sourceStatus, "status is the same", else: "status is empty or differs",
            exposure.generatedStatus == nil && exposure.route.unknown == nil ? .broken : state(.addressCopied))
    }
}
