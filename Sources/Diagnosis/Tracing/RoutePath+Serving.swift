import KubeLB
import Kubernetes
import Topology

/// Who serves an Ingress, Gateway or route, and what stands beside the path: certificates and DNS.
extension RoutePath {
    /// What the class serves: for a route its Gateway.
    private var served: RouteExposure? { exposure.kind.hasParent ? exposure.parent : exposure }

    private var servedGates: GateOutcomes? {
        exposure.kind.hasParent ? exposure.parent.map { topology.stages(of: $0).gates } : subject.gates
    }

    /// The Gateway of a route, whose own path is told in short.
    var gateway: TraceHop? {
        guard exposure.kind.hasParent else { return nil }
        let gates: [Gate] = [.parentGateway]
        let name = reference(Gateway.kind, KubeLBNames.gatewayName)
        guard let parent = exposure.parent else {
            guard let failed = subject.gates.firstFailed(of: gates) else {
                if case .unknown(_, let reason) = subject.gates[.parentGateway] {
                    return subject.unknown(.gateway, name, reason)
                }
                return nil
            }
            return TraceHop(.gateway, name, .absent, facts: [failed.detail])
        }
        var facts = ["of \(parent.source.reference)", ServiceWords.addresses(parent.addresses)]
        // Class and proxy are hops of their own.
        let before = Gate.allCases.filter { $0.stage <= .provisioned }
        let isElsewhere =
            servedGates?.firstFailed(of: before).map { [.servedClass, .address].contains($0.gate) } ?? false
        if !isElsewhere, let failed = subject.gates.firstFailed(of: gates) { facts.insert(failed.detail, at: 0) }
        if let reason = parent.generated.unknown, !subject.gates[.parentGateway].isFailed {
            return subject.unknown(.gateway, name, reason, facts: facts)
        }
        return subject.hop(
            .gateway, parent.generated.value?.reference(on: .management) ?? name, isElsewhere ? [] : gates,
            facts: facts, isAbsent: parent.generated.value == nil)
    }

    /// The listeners of the Gateway; of a route those that it can be attached to.
    var listeners: TraceHop? {
        guard exposure.kind != .ingress, let statuses = served?.generatedStatus?.listeners, !statuses.isEmpty else {
            return nil
        }
        let section = source.spec.parentRefs.first?.sectionName
        let own = statuses.filter { exposure.kind == .gateway || section == nil || section == $0.name }
        let facts = RouteText.grouped(
            own.map { status in
                let problem =
                    status.problem.map { ": \($0)" } ?? ", \(ServiceWords.count(status.attachedRoutes, "route"))"
                return (status.problem != nil, status.name + problem)
            }, "listener")
        return subject.hop(.listeners, nil, [.listeners], facts: facts)
    }

    // MARK: Class and proxy

    var servingClass: TraceHop? {
        guard let served, let generated = served.generated.value else { return nil }
        let kind = served.kind == .ingress ? IngressClass.kind : GatewayClass.kind
        let object = generated.className.map { ObjectReference(.management, kind: kind, name: $0) }
        guard let serving = topology.servingController(of: served) else {
            return subject.unknown(.servingClass, object, topology.outcome(of: Self.classes(served.kind)))
        }
        var facts = servedGates?.firstFailed(of: [.servedClass]).map { [$0.detail] } ?? []
        var isAbsent = false
        switch serving.state {
        case .noClass: isAbsent = true
        case .controller(let name, let workloads):
            facts.append("controller \(name)")
            facts += (workloads ?? []).prefix(2).map {
                "\($0.reference) \($0.state.ready)/\($0.state.desired) Ready"
            }
            if workloads == nil { facts.append("its pods are not known") }
        }
        if let accepted = serving.accepted, accepted.status != "True" {
            facts.append("Accepted \(accepted.status): \(accepted.reason)")
        }
        return subject.hop(
            .servingClass, object, [.servedClass], facts: facts, isAbsent: isAbsent, outcomes: servedGates)
    }

    private static func classes(_ kind: RouteKind) -> Input {
        kind == .ingress ? .managementIngressClasses : .managementGatewayClasses
    }

    /// What the controller serves the class through: its Service of type LoadBalancer, and for a Gateway its pods.
    var proxy: TraceHop? {
        guard let served, served.generated.value != nil, let gates = servedGates else { return nil }
        let services = topology.proxies(of: served)
        if services == nil, !gates[.address].isFailed {
            return subject.unknown(.proxy, nil, topology.outcome(of: .managementServices))
        }
        var facts = gates.firstFailed(of: [.address]).map { [$0.detail] } ?? []
        let found = services ?? []
        if found.isEmpty { facts.append("no Service of type LoadBalancer found for it") }
        facts += found.prefix(3).map { service in
            (found.count > 1 ? "\(service.reference): " : "") + ServiceWords.addresses(service.ingress.addresses)
        }
        facts += topology.proxyWorkloads(of: served).prefix(2).map {
            "\($0.reference) \($0.state.ready)/\($0.state.desired) Ready"
        }
        return subject.hop(
            .proxy, found.count == 1 ? ObjectReference(.management, found[0]) : nil, [.address], facts: facts,
            isAbsent: found.isEmpty, outcomes: gates)
    }

    // MARK: DNS

    /// The names that clients look up, which nobody does here.
    var host: TraceHop? {
        let hosts = source.spec.hosts
        guard exposure.isSourceVisible, exposure.kind != .gateway, !hosts.isEmpty, !exposure.isTerminating else {
            return nil
        }
        let target =
            exposure.addresses.isEmpty
            ? "has no address to resolve to" : "must resolve to \(ServiceWords.list(exposure.addresses))"
        let annotation = "external-dns.alpha.kubernetes.io/hostname"
        let asked = exposure.generated.value?.metadata.annotations[annotation].map { ["\(annotation)=\($0)"] } ?? []
        return subject.unknown(
            .host, nil, .failed("not looked up (kubelb-ctl verify does)"),
            facts: ["\(ServiceWords.list(hosts)) \(target)"] + asked + ["not looked up (kubelb-ctl verify does)"])
    }

    // MARK: Certificates

    /// The Secrets of the tenant cluster that it names; those that are made in the management cluster are left out.
    var secrets: TraceHop? {
        guard exposure.isSourceVisible, !source.certificates.isEmpty else { return nil }
        let secrets = SyncedSecrets(CheckContext(topology))
        let isRefuted = subject.findings.contains { $0.code == "K001" || $0.code == "K008" }
        let only = source.certificates.count == 1 ? source.certificates[0] : nil
        var entries: [(isBroken: Bool, text: String)] = []
        var reason: UnknownReason?
        for certificate in source.certificates {
            let path = only == nil ? "\(certificate.namespace)/\(certificate.name): " : ""
            switch secrets.inTenant(namespace: certificate.namespace, name: certificate.name) {
            case .present(let secret):
                let isLabelled = secret.metadata.labels[KubeLBNames.managedByLabel] == "kubelb"
                let label = "\(isLabelled ? "" : "no ")label \(KubeLBNames.managedByLabel)=kubelb"
                entries.append((!isLabelled, "\(path)\(label)"))
            case .absent: if isRefuted { entries.append((true, "\(path)not found")) }
            case .forbidden(let right): reason = .forbidden(right)
            case .failed(let text): reason = .failed(text)
            case .notCollected: reason = .notCollected
            }
        }
        let object = only.map {
            ObjectReference(.tenant, kind: SecretMetadata.kind, namespace: $0.namespace, name: $0.name)
        }
        let facts = RouteText.grouped(entries, "Secret")
        if let reason { return subject.unknown(.secret, object, reason, facts: facts) }
        return entries.isEmpty ? nil : TraceHop(.secret, object, .ok, facts: facts)
    }

    /// The Secrets that the generated object names, and the Certificates behind them.
    var certificates: TraceHop? {
        guard !source.certificates.isEmpty, let generated = exposure.generated.value else { return nil }
        let named = generated.certificates
        let secrets = topology.list(.management, SecretMetadata.self)
        let issued = topology.inTenantNamespace(Certificate.self).value ?? []
        let gates: [Gate] = [.certificates]
        let missing = Set((topology.unresolvedCertificates(of: exposure) ?? []).map(\.name))
        let entries = named.map { certificate -> (Bool, String) in
            let secret = secrets.value?.items.first {
                $0.metadata.namespace == certificate.namespace && $0.metadata.name == certificate.name
            }
            var words: [String] = []
            if let origin = secret?.metadata.labels[KubeLBNames.originNameLabel],
                let namespace = secret?.metadata.labels[KubeLBNames.originNamespaceLabel]
            {
                words.append("synced from \(namespace)/\(origin)")
            } else {
                words.append(secret == nil ? "not found" : "created in the management cluster")
            }
            if let made = issued.first(where: { $0.secretName == certificate.name }) {
                words.append("\(made.reference) " + (made.ready.map { "Ready \($0.status)" } ?? "not Ready"))
            }
            let text = (named.count == 1 ? "" : "\(certificate.name): ") + words.joined(separator: ", ")
            return (missing.contains(certificate.name), text)
        }
        let object =
            named.count == 1
            ? ObjectReference(
                .management, kind: SecretMetadata.kind, namespace: named[0].namespace, name: named[0].name) : nil
        if let reason = secrets.unknown { return subject.unknown(.certificate, object, reason) }
        return subject.hop(
            .certificate, object, gates, facts: RouteText.grouped(entries, "Secret"), isAbsent: !missing.isEmpty)
    }
}
