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

    private func ingressController(of generated: RouteSource) -> ServingController? {
        guard let name = generated.className else { return ServingController(className: nil, state: .noClass) }
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
                accepted: found.accepted)
        case .forbidden, .failed, .notCollected: return nil
        }
    }

    /// The Deployments and DaemonSets that run a controller, by its name; nil if it cannot be told which they are.
    func workloads(of controller: String) -> [ServingController.Workload]? {
        guard let deployments = list(.management, Deployment.self).value, deployments.isComplete,
            let daemonSets = list(.management, DaemonSet.self).value, daemonSets.isComplete
        else { return nil }
        let all =
            deployments.items.map(ServingController.Workload.init)
            + daemonSets.items.map(ServingController.Workload.init)
        let told = all.filter { $0.controllerClass == controller }
        guard told.isEmpty else { return told }
        guard let marks = ServingController.images(of: controller) else { return nil }
        return all.filter { $0.controllerClass == nil && $0.hasImage(marks) }
    }

    /// What ingress-nginx serves in the management cluster, if it runs there.
    package var ingressNGINX: [ServingController.Workload] {
        (list(.management, Deployment.self).value?.items ?? []).map(ServingController.Workload.init).filter {
            $0.hasImage(ServingController.images(of: ServingController.ingressNGINX) ?? [])
        }
    }

    // MARK: Certificates

    /// The certificates of an Ingress or Gateway of which the generated object finds no Secret; nil if that is unknown.
    package func unresolvedCertificates(of exposure: RouteExposure) -> [(namespace: String, name: String)]? {
        guard exposure.ownsGenerated, let generated = exposure.generated.value, !generated.certificates.isEmpty,
            let secrets = list(.management, SecretMetadata.self).value, secrets.isComplete
        else { return nil }
        let known = Set(secrets.items.map(\.metadata.path))
        let others = (inTenantNamespace(Certificate.self).value ?? []).filter { certificate in
            !certificate.metadata.owners.isEmpty
                && !certificate.metadata.owners.contains { $0.uid == generated.metadata.uid }
        }
        // One that cert-manager made for another object does not cover the hosts of this one.
        return generated.certificates.filter { named in
            !known.contains("\(named.namespace)/\(named.name)")
                || others.contains { $0.secretName == named.name && exposure.kind == .ingress }
        }.map { ($0.namespace, $0.name) }
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

/// Who serves a class of the management cluster.
package struct ServingController: Sendable {
    /// nil if the generated object has none.
    package let className: String?
    package let state: State
    /// What a GatewayClass says of itself.
    package var accepted: Condition?

    package enum State: Sendable {
        /// There is no IngressClass or GatewayClass of the name.
        case noClass
        /// Its controller's name, and what runs it; nil if that cannot be told.
        case controller(String, [Workload]?)
    }

    package struct Workload: Sendable {
        /// `Deployment` or `DaemonSet`.
        package let kind: String
        package let metadata: ObjectMeta
        package let state: WorkloadState

        init(_ deployment: Deployment) {
            (kind, metadata, state) = (Deployment.kind, deployment.metadata, deployment.state)
        }

        init(_ daemonSet: DaemonSet) {
            (kind, metadata, state) = (DaemonSet.kind, daemonSet.metadata, daemonSet.state)
        }

        /// `Deployment ingress-nginx/controller`.
        package var reference: String { "\(kind) \(metadata.path)" }

        /// The controller that its arguments name (`--controller-class` of ingress-nginx); nil if they name none.
        package var controllerClass: String? {
            state.template.containers.flatMap { $0.command + $0.args }.lazy.compactMap { argument in
                argument.hasPrefix("--controller-class=")
                    ? String(argument.dropFirst("--controller-class=".count)) : nil
            }.first
        }

        func hasImage(_ marks: [String]) -> Bool {
            state.template.containers.contains { container in
                // Envoy Gateway's image also stands beside each Envoy, to shut it down.
                !container.args.contains("shutdown-manager")
                    && marks.contains { container.image.containsBytes(of: $0) }
            }
        }
    }

    package static let ingressNGINX = "k8s.io/ingress-nginx"

    /// What stands in the images of well-known controllers, by the names that classes give them; nil for others.
    static func images(of controller: String) -> [String]? {
        switch controller {
        case ingressNGINX: ["ingress-nginx/controller", "ingress-nginx-controller"]
        case "nginx.org/ingress-controller": ["nginx-ingress"]
        case "haproxy-ingress.github.io/controller": ["haproxy-ingress"]
        case "ingress.k8s.aws/alb": ["aws-load-balancer-controller"]
        case "ingress-controllers.konghq.com/kong": ["kong"]
        case "cilium.io/ingress-controller": ["cilium/operator"]
        case "projectcontour.io/gateway-controller": ["projectcontour/contour"]
        case "gateway.nginx.org/nginx-gateway-controller": ["nginx-gateway-fabric"]
        case "gateway.envoyproxy.io/gatewayclass-controller": ["envoyproxy/gateway"]
        case "istio.io/gateway-controller": ["istio/pilot", "/pilot:"]
        case "io.cilium/gateway-controller": ["cilium/operator"]
        case "traefik.io/ingress-controller", "traefik.io/gateway-controller": ["traefik"]
        case "haproxy.org/ingress-controller/haproxy": ["haproxytech/kubernetes-ingress"]
        default: nil
        }
    }

    /// The namespaces that all of its workloads are restricted to, if they are (`--watch-namespace` of ingress-nginx).
    package var watchedNamespaces: [String] {
        guard case .controller(_, let workloads?) = state, !workloads.isEmpty else { return [] }
        let watched = workloads.map { workload in
            workload.state.template.containers.flatMap { $0.command + $0.args }.compactMap { argument in
                argument.hasPrefix("--watch-namespace=")
                    ? String(argument.dropFirst("--watch-namespace=".count)) : nil
            }.filter { !$0.isEmpty }
        }
        return watched.contains(where: \.isEmpty) ? [] : watched.flatMap(\.self).uniqued()
    }

    /// Whether it does not look into a namespace.
    package func ignores(_ namespace: String) -> Bool {
        !watchedNamespaces.isEmpty && !watchedNamespaces.contains(namespace)
    }

    /// Why nobody serves the class; nil if somebody does, or if that is unknown.
    package var problem: String? {
        switch state {
        case .noClass: return className.map { "class \($0) does not exist in the management cluster" } ?? "no class"
        case .controller(let name, let workloads):
            guard let workloads else { return nil }
            if workloads.isEmpty { return "\(name), the controller of class \(className ?? ""), does not run" }
            return workloads.contains { $0.state.ready > 0 }
                ? nil : "\(name), the controller of class \(className ?? ""), has no Ready pod"
        }
    }
}
