import Characters
import KubeLB
import Kubernetes

/// What checks ask about Layer 7, by name.
extension Topology {
    /// Whether anything of Layer 7 was read, or tried to be: otherwise nobody asked for it, which is no gap.
    package var looksAtRoutes: Bool {
        let sources = position.hides(.tenant) ? [Input.routes] : Input.routeSources
        return sources.contains { outcome(of: $0) != .notCollected }
    }

    /// Objects that the CCM takes and that are not being deleted.
    package var takenRoutes: [RouteExposure] { routeExposures.filter { $0.isTaken && !$0.isTerminating } }

    /// The manager's arguments; nil if they could not be read.
    package var managerSettings: CCMSettings? {
        deployment(of: manager).value.flatMap { manager.settings(of: $0) }
    }

    /// Whether the manager says that it is of the Enterprise Edition.
    package var isEnterprise: Bool {
        edition == "EE"
    }

    // MARK: Settings

    /// The class that the manager gives to generated Ingresses or Gateways: the Tenant's, else the Config's; nil if neither
    /// sets one.
    package func configuredClass(for kind: RouteKind) -> (name: String, source: String)? {
        func name(_ ingress: RoutingSettings, _ gateway: RoutingSettings) -> String? {
            kind == .ingress ? ingress.className : gateway.className
        }
        if let tenant = tenantObject.value, let own = name(tenant.ingress, tenant.gatewayAPI) {
            return (own, tenant.reference)
        }
        return config.value.flatMap { config in
            name(config.ingress, config.gatewayAPI).map { ($0, config.reference) }
        }
    }

    /// The class of the generated object: as classMappings of the Tenant or Config map that of a Gateway (Enterprise Edition
    /// 1.5), else as configured for its kind.
    package func configuredClass(of exposure: RouteExposure) -> (name: String, source: String)? {
        classMapping(of: exposure).map { ($0.target, $0.source) } ?? configuredClass(for: exposure.kind)
    }

    /// To which class the class of a Gateway is mapped, and where that is set; nil if it is not.
    package func classMapping(of exposure: RouteExposure) -> (target: String, source: String)? {
        guard exposure.kind == .gateway, let name = exposure.source.className else { return nil }
        func target(_ settings: RoutingSettings) -> String? {
            settings.classMappings.first { $0.source == name }.map(\.target)
        }
        if let tenant = tenantObject.value, let own = target(tenant.gatewayAPI) { return (own, tenant.reference) }
        return config.value.flatMap { config in target(config.gatewayAPI).map { ($0, config.reference) } }
    }

    /// Where Ingress or the Gateway API is disabled; nil if it is not, as far as that could be read.
    package func disabling(_ kind: RouteKind) -> RouteDisabling? {
        func isDisabled(_ ingress: RoutingSettings, _ gateway: RoutingSettings) -> Bool {
            kind == .ingress ? ingress.isDisabled : gateway.isDisabled
        }
        if let config = config.value, isDisabled(config.ingress, config.gatewayAPI) { return .config(config) }
        if kind != .ingress, let settings = managerSettings, !settings.enablesGatewayAPI { return .managerArgument }
        if let tenant = tenantObject.value, isDisabled(tenant.ingress, tenant.gatewayAPI) { return .tenant(tenant) }
        return nil
    }

    // MARK: Who serves

    /// Who serves the generated Ingress or Gateway; nil for routes, and where that could not be read.
    package func servingController(of exposure: RouteExposure) -> ServingController? {
        guard let generated = exposure.generated.value, !exposure.kind.hasParent else { return nil }
        return exposure.kind == .ingress ? ingressController(of: generated) : gatewayController(of: generated)
    }

    /// Who serves the Ingress that the manager generates, or should generate.
    package func ingressController(for exposure: RouteExposure) -> ServingController? {
        guard exposure.kind == .ingress else { return nil }
        if exposure.generated.value != nil { return servingController(of: exposure) }
        return ingressController(ofClass: configuredClass(for: .ingress)?.name ?? exposure.source.className)
    }

    private func ingressController(of generated: RouteSource) -> ServingController? {
        ingressController(ofClass: generated.className)
    }

    private func ingressController(ofClass name: String?) -> ServingController? {
        guard let name else { return ServingController(className: nil, state: .noClass) }
        switch list(.management, IngressClass.self).first(where: { $0.metadata.name == name }) {
        case .absent: return ServingController(className: name, state: .noClass)
        case .present(let found):
            return ServingController(
                className: name, state: .controller(found.controller, workloads(of: found.controller)))
        case .forbidden, .failed, .notCollected: return nil
        }
    }

    private func gatewayController(of generated: RouteSource) -> ServingController? {
        guard let name = generated.className else { return ServingController(className: nil, state: .noClass) }
        switch list(.management, GatewayClass.self).first(where: { $0.metadata.name == name }) {
        case .absent: return ServingController(className: name, state: .noClass)
        case .present(let found):
            return ServingController(
                className: name, state: .controller(found.controller, workloads(of: found.controller)),
                accepted: found.accepted, parameters: found.parameters)
        case .forbidden, .failed, .notCollected: return nil
        }
    }

    /// The Deployments and DaemonSets that run a controller, by its name; nil if it cannot be told which they are.
    func workloads(of controller: String) -> [ServingController.Workload]? {
        guard let deployments = list(.management, Deployment.self).value, deployments.isComplete,
            let daemonSets = list(.management, DaemonSet.self).value, daemonSets.isComplete
        else { return nil }
        return workloads(of: controller) {
            // A controller's proxies often run an image of the same repository.
            let all =
                (deployments.items.map(ServingController.Workload.init)
                + daemonSets.items.map(ServingController.Workload.init)).filter { !$0.isProxy }
            return workloads(of: controller, among: all)
        }
    }

    private func workloads(
        of controller: String, among all: [ServingController.Workload]
    ) -> [ServingController.Workload]? {
        let told = all.filter { $0.controllerClass == controller }
        guard told.isEmpty else { return told }
        guard let marks = ServingController.images(of: controller) else { return nil }
        return all.filter { $0.controllerClass == nil && $0.hasImage(marks) }
    }

    /// What else serves an Ingress in the tenant cluster, by its class; nil if nothing does, as far as Deployments were read.
    package func otherController(of exposure: RouteExposure) -> ServingController.Workload? {
        let running = (list(.tenant, Deployment.self).value?.items ?? []).map(ServingController.Workload.init)
            .filter { $0.state.ready > 0 }
        let classes = list(.tenant, IngressClass.self).value?.items ?? []
        guard let name = exposure.source.className else { return running.first(where: \.servesWithoutClass) }
        guard name != KubeLBNames.ingressClass, let found = classes.first(where: { $0.metadata.name == name }) else {
            return nil
        }
        return workloads(of: found.controller, among: running)?.first { workload in
            ServingController(className: name, state: .controller(found.controller, [workload]))
                .restriction(on: .ingress, in: exposure.source.metadata.namespace) == nil
        }
    }

    /// What ingress-nginx serves in the management cluster, if it runs there.
    package var ingressNGINX: [ServingController.Workload] {
        (list(.management, Deployment.self).value?.items ?? []).map(ServingController.Workload.init).filter {
            $0.hasImage(ServingController.images(of: ServingController.ingressNGINX) ?? [])
        }
    }

    /// What counts of `status.parents` of a route: the entries of its Gateway's controller for its parentRefs. Controllers keep
    /// the entries of others, also of one that no longer serves the class, and some keep those of former parentRefs.
    package func parentStatuses(of exposure: RouteExposure) -> [ParentStatus] {
        parentStatuses(of: exposure, in: exposure.generatedStatus)
    }

    /// The same as the CCM has copied it to the route of the tenant cluster: all there is where nothing of the management cluster
    /// was read.
    package func mirroredParentStatuses(of exposure: RouteExposure) -> [ParentStatus] {
        guard exposure.route.unknown != nil, exposure.generatedStatus == nil else { return [] }
        return parentStatuses(of: exposure, in: exposure.source.status)
    }

    private func parentStatuses(of exposure: RouteExposure, in status: RoutingStatus?) -> [ParentStatus] {
        let all = status?.parents ?? []
        guard all.count > 1 else { return all }
        let references = exposure.source.spec.parentRefs
        let current = all.filter { entry in
            references.contains {
                $0.name == entry.reference.name && $0.sectionName == entry.reference.sectionName
                    && $0.port == entry.reference.port
            }
        }
        let entries = current.isEmpty ? all : current
        let className = exposure.parent?.generated.value?.className
        let classes = list(.management, GatewayClass.self).value?.items ?? []
        if let name = classes.first(where: { $0.metadata.name == className })?.controller {
            return entries.filter { $0.controller == name || $0.controller.isEmpty }
        }
        // It is unknown whose entry counts: none is held against a route that one of them finds right.
        let right = entries.filter { entry in
            ["Accepted", "ResolvedRefs"].allSatisfy { entry.condition($0)?.status == "True" }
        }
        return right.isEmpty ? entries : right
    }

    /// external-dns in the management cluster.
    package var externalDNS: [ServingController.Workload] {
        (list(.management, Deployment.self).value?.items ?? []).filter { deployment in
            deployment.metadata.labels[KubeLBNames.appNameLabel] == RoutingImplementation.externalDNS
                || deployment.state.template.containers.contains {
                    $0.image.containsBytes(of: "external-dns/external-dns")
                }
        }.map(ServingController.Workload.init)
    }

    /// Whether the NodePort copy of a backend, through which Envoy reaches it, has no endpoints although the backend has some:
    /// without a selector, or with another one, nobody creates EndpointSlices for it.
    package func lacksEndpointsOfCopy(_ backend: RouteBackend) -> Bool {
        guard tenantObjects.config.value?.usesNodePorts != false, let service = backend.service.value,
            let copy = backend.copy?.value, copy.selector.isEmpty || copy.selector != service.selector,
            let ready = backend.readyEndpoints, ready > 0
        else { return false }
        return backend.readyEndpointsOfCopy == 0
    }

    // MARK: Certificates

    /// The certificates of an Ingress or Gateway of which the generated object finds no Secret; nil if that is unknown.
    package func unresolvedCertificates(of exposure: RouteExposure) -> [(namespace: String, name: String)]? {
        guard exposure.ownsGenerated, let generated = exposure.generated.value, !generated.certificates.isEmpty,
            list(.management, SecretMetadata.self).whole() != nil
        else { return nil }
        // One that cert-manager made for another object does not cover the hosts of this one.
        return generated.certificates.filter { named in
            let others = certificates(in: named.name).map(\.metadata.owners).filter { owners in
                !owners.isEmpty && !owners.contains { $0.uid == generated.metadata.uid }
            }
            return secret(.management, "\(named.namespace)/\(named.name)") == nil
                || !others.isEmpty && exposure.kind == .ingress
        }.map { ($0.namespace, $0.name) }
    }

    /// Why it is unknown whether the Secrets exist that a generated object names; nil if it is known or names none.
    func secretsUnread(for exposure: RouteExposure) -> UnknownReason? {
        guard exposure.ownsGenerated, exposure.generated.value?.certificates.isEmpty == false else { return nil }
        return list(.management, SecretMetadata.self).all { _ in true }.unknown
    }

    /// Whether cert-manager says of each certificate that a generated object names that it is in its Secret.
    func hasIssuedCertificates(_ exposure: RouteExposure) -> Bool {
        guard exposure.ownsGenerated, let generated = exposure.generated.value else { return false }
        return generated.certificates.allSatisfy { named in
            certificates(in: named.name).contains { certificate in
                certificate.ready?.status == "True"
                    && certificate.metadata.owners.contains { $0.uid == generated.metadata.uid }
            }
        }
    }

    // MARK: Envoy

    /// What the tenant's Envoys see behind the backends of a Route, each port where it is worst; empty if none was asked.
    package func upstreams(of exposure: RouteExposure) -> [RouteUpstream] {
        guard let route = exposure.route.value, tenantObjects.config.value?.usesNodePorts != false else { return [] }
        let envoys = envoys
        return route.services.flatMap { service -> [RouteUpstream] in
            // The UID of the Service follows up to KubeLB v1.4 (#570).
            let prefix =
                "tenant-\(route.metadata.namespace)-route-\(service.metadata.namespace)-\(service.metadata.name)"
                + "-\(exposure.source.metadata.name)-"
            let views = envoys.flatMap { _, statistics in
                statistics.clusters.filter { $0.key.hasPrefix(prefix) && $0.key.hasSuffix("-TCP") }.map {
                    name, cluster in
                    RouteUpstream(backend: service.metadata.path, cluster: name, counters: cluster)
                }
            }
            return Dictionary(grouping: views, by: \.cluster).values.compactMap { views in
                views.min { ($0.healthy, $0.total) < ($1.healthy, $1.total) }
            }.sorted { $0.cluster < $1.cluster }
        }
    }
}

/// Where KubeLB's Ingress or Gateway API support is switched off (KubeLB v1.4.3, `shouldReconcile`).
package enum RouteDisabling: Sendable, Hashable {
    case config(Config)
    /// The manager runs without `--enable-gateway-api`.
    case managerArgument
    case tenant(Tenant)
}

/// What an Envoy sees behind one port of a backend.
package struct RouteUpstream: Sendable, Hashable {
    /// `shop/web-nodeport`.
    package let backend: String
    package let cluster: String
    /// Of the Envoy that sees the fewest healthy nodes.
    package let counters: EnvoyStatistics.Cluster

    package var healthy: Int { counters.healthy }
    package var total: Int { counters.total }
}
