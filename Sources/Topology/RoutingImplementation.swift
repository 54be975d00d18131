import KubeLB
import Kubernetes

/// What serves Ingresses and Gateways in management clusters, and how it is recognized.
package enum RoutingImplementation {
    /// What charts write as `app.kubernetes.io/name` on the workloads of controllers and their Services.
    package static let appNames = [
        "ingress-nginx", "gateway-helm", "envoy-gateway", "traefik", "istiod", "cilium-operator", "kubernetes-ingress",
    ]

    /// The same for external-dns.
    package static let externalDNS = "external-dns"

    /// What else works for generated objects: external-dns and the parts of cert-manager.
    package static let helpers = [externalDNS, "cert-manager", "cainjector", "webhook"]

    /// On what Envoy Gateway creates for a Gateway (Envoy Gateway v1.8.2, `OwningGatewayNameLabel`, `OwningGatewayNamespaceLabel`).
    package static let owningGatewayNameLabel = "gateway.envoyproxy.io/owning-gateway-name"
    package static let owningGatewayNamespaceLabel = "gateway.envoyproxy.io/owning-gateway-namespace"

    /// On what Istio, NGINX Gateway Fabric, kgateway and others create for a Gateway, in its namespace (GEP-1762).
    package static let gatewayNameLabel = "gateway.networking.k8s.io/gateway-name"
}

extension Topology {
    /// Objects of Layer 7 that KubeLB has to do with, or should have.
    package var routesInQuestion: [RouteExposure] { routeExposures.filter { !$0.isIgnored } }

    /// A Route without a source; nil if it is of a kind that is unknown.
    package func exposure(ofAlone route: Route) -> RouteExposure? {
        RouteBuilder.exposure(ofAlone: route, in: observation, settings: settings, recorder: recorder)
    }

    /// The Services of type LoadBalancer through which a controller serves a generated Ingress or Gateway; nil if that cannot be
    /// told.
    package func proxies(of exposure: RouteExposure) -> [Service]? {
        guard let generated = exposure.generated.value,
            let services = list(.management, Service.self).value?.items.filter(\.isLoadBalancer)
        else { return nil }
        if exposure.kind == .gateway { return services.filter { isProxy($0.metadata, of: generated) } }
        guard case .controller(_, let workloads?)? = servingController(of: exposure)?.state else { return nil }
        return services.filter { service in
            workloads.contains { workload in
                workload.metadata.namespace == service.metadata.namespace && !service.selector.isEmpty
                    && service.selector.allSatisfy { workload.state.templateLabels[$0.key] == $0.value }
            }
        }
    }

    /// The Deployments of the proxies of a Gateway of its own; those of an Ingress are its controller's.
    package func proxyWorkloads(of exposure: RouteExposure) -> [ServingController.Workload] {
        guard let generated = exposure.generated.value, exposure.kind == .gateway else { return [] }
        let all = list(.management, Deployment.self).value?.items ?? []
        return all.filter { isProxy($0.metadata, of: generated) }.map(ServingController.Workload.init)
    }

    func isProxy(_ metadata: ObjectMeta, of gateway: RouteSource) -> Bool {
        if metadata.namespace == gateway.metadata.namespace,
            metadata.labels[RoutingImplementation.gatewayNameLabel] == gateway.metadata.name
                || metadata.owners.contains(where: { $0.kind == Gateway.kind && $0.uid == gateway.metadata.uid })
        {
            return true
        }
        return metadata.labels[RoutingImplementation.owningGatewayNameLabel] == gateway.metadata.name
            && metadata.labels[RoutingImplementation.owningGatewayNamespaceLabel] == gateway.metadata.namespace
    }

    /// Whether a class of the management cluster has a well-known controller of which no workload was read.
    package var hasUnseenRoutingController: Bool {
        routingControllers.contains { workloads(of: $0)?.isEmpty == true }
    }

    /// As the classes of the management cluster name them.
    private var routingControllers: [String] {
        (observation.list(.management, IngressClass.self).value?.items ?? []).map(\.controller)
            + (observation.list(.management, GatewayClass.self).value?.items ?? []).map(\.controller)
    }

    /// The namespaces of the management cluster in which controllers of Ingresses and Gateways, or their proxies, run.
    package var routingControllerNamespaces: [String] {
        func namespaces<Item: KubernetesObject>(_ kind: Item.Type) -> [String] {
            (observation.list(.management, kind).value?.items ?? []).map(\.metadata).filter { metadata in
                metadata.labels[RoutingImplementation.owningGatewayNamespaceLabel] != nil
                    || metadata.labels[KubeLBNames.appNameLabel].map(RoutingImplementation.appNames.contains) ?? false
            }.map(\.namespace)
        }
        let byImage = routingControllers.flatMap { workloads(of: $0) ?? [] }.map(\.metadata.namespace)
        return (namespaces(Deployment.self) + namespaces(DaemonSet.self) + byImage).uniqued().sorted()
    }
}
