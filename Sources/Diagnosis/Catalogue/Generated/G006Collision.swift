import KubeLB
import Kubernetes
import Topology

/// KLC-G006: two objects of a tenant become one in the management cluster, or two tenants claim one host.
struct G006Collision: Check {
    let documentation = CheckDocumentation(
        code: "G006",
        title: "Two objects collide in the management cluster",
        severity: .error,
        explains: [.generated],
        inputs: [.routes],
        optionalInputs: Input.generatedRoutes + [.tenants, .configs], judgesManagementAlone: true,
        meaning: """
            All namespaces of a tenant share one namespace in the management cluster, where the name of an object consists of \
            its namespace and name: a-b/c and a/b-c become the same object. All tenants that use the same ingress controller \
            also share its hosts. Of two routes of a Gateway that match the same requests, the older one gets all of them.
            """,
        impact: "One of the two objects is not served, or its requests reach the backend of the other.",
        mending: "Rename one of the objects, or remove the host from one of them.",
        examples: [
            .firesOnRoutes(
                .error, "shop/eu-site and shop-eu/site become the same Ingress",
                object("Ingress", "ingresses.networking.k8s.io", "shop", "eu-site", "35", "ingressClassName: kubelb")
                    + object(
                        "Ingress", "ingresses.networking.k8s.io", "shop-eu", "site", "36", "ingressClassName: kubelb")),
            .firesOnRoutes(.warning, "an Ingress and an HTTPRoute of one name have the same backend", sameName()),
            .firesOnRoutes(
                .warning, "another tenant has the host on the same ingress controller", otherTenant("nginx")),
            .firesOnRoutes(
                .warning, "an older HTTPRoute has the same host and path", Self.twin("app.example.com", "/")),
            .silentOnRoutes("another HTTPRoute has another path", Self.twin("app.example.com", "/next")),
            .silentOnRoutes("another HTTPRoute has another host", Self.twin("next.example.com", "/")),
            .silentOnRoutes("another tenant has the host on another ingress controller", otherTenant("traefik")),
            .silentOnRoutes(
                "the HTTPRoute was converted from the Ingress", sameName("kubelb.k8c.io/source-ingress: site.shop")),
            .silentOnRoutes("nothing collides", RouteExamples.grpcRoute),
        ])

    /// An object of the tenant cluster and its Route; the UID by its end.
    private static func object(
        _ kind: String, _ resource: String, _ namespace: String, _ name: String, _ uid: String, _ spec: String,
        labels: String = ""
    ) -> String {
        """
        tenant: {\(resource): {\(namespace)/\(name): {metadata: {uid: 00000000-0000-4000-8000-0000000000\(uid),
          finalizers: [kubelb.k8c.io/cleanup], labels: {\(labels)}}, spec: &spec {\(spec)}}}}
        management: {routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-0000000000\(uid): {
          metadata: {finalizers: [kubelb.k8c.io/cleanup]}, spec: {source: {kubernetes: {resource: {
          kind: \(kind), metadata: {name: \(name), namespace: \(namespace)}, spec: *spec}}}}}}}
        ---

        """
    }

    /// HTTPRoute `shop/next`, younger than `shop/app`.
    private static func twin(_ host: String, _ path: String) -> String {
        let spec = """
            parentRefs: [{name: kubelb}], hostnames: [\(host)], rules: [{matches: [{path: {type: PathPrefix, value: \(path)}}],
              backendRefs: [{name: api, port: 80}]}]
            """
        return object("HTTPRoute", "httproutes.gateway.networking.k8s.io", "shop", "next", "35", spec) + """
            management:
              routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000035: {metadata: {
                uid: 00000000-0000-4000-8000-000000000135}}}
              httproutes.gateway.networking.k8s.io: {tenant-acme/shop-next: {metadata: {creationTimestamp: '2026-11-22T11:00:00Z',
                ownerReferences: [{apiVersion: kubelb.k8c.io/v1alpha1, kind: Route, name: 00000000-0000-4000-8000-000000000035,
                uid: 00000000-0000-4000-8000-000000000135, controller: true}]}, spec: {\(spec)}}}
            """
    }

    private static func sameName(_ labels: String = "") -> String {
        object(
            "HTTPRoute", "httproutes.gateway.networking.k8s.io", "shop", "site", "35",
            "parentRefs: [{name: kubelb}], rules: [{backendRefs: [{name: api, port: 80}]}]", labels: labels)
    }

    private static func otherTenant(_ className: String) -> String {
        """
        management: {ingresses.networking.k8s.io: {tenant-other/blog-site: {spec: {ingressClassName: \(className),
          rules: [{host: shop.example.com, http: {paths: [{path: /, backend: {}}]}}]}}}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        names(context) + sharedServices(context) + hosts(context) + shadowed(context)
    }

    private func names(_ context: CheckContext) -> [Finding] {
        let taken = context.topology.takenRoutes.filter { $0.kind != .gateway && $0.route.value != nil }
        let named = Dictionary(grouping: taken) { exposure -> String in
            let metadata = exposure.source.metadata
            let name = KubeLBNames.generatedName(exposure.kind, namespace: metadata.namespace, name: metadata.name)
            return "\(exposure.kind.rawValue) \(name ?? metadata.uid)"
        }
        return named.sorted { $0.key < $1.key }.compactMap { _, exposures -> Finding? in
            guard exposures.count > 1, let name = exposures.first?.source.metadata else { return nil }
            let loser = exposures.first { !$0.ownsGenerated } ?? exposures[0]
            let generated = KubeLBNames.generatedName(loser.kind, namespace: name.namespace, name: name.name) ?? ""
            return context.finding(
                .error,
                "\(ServiceWords.list(exposures.map(\.source.reference))) become the same \(loser.kind.rawValue) "
                    + "\(loser.tenantNamespace ?? "")/\(generated) in the management cluster and overwrite each other",
                of: loser, objects: exposures.filter { $0.resource != loser.resource }.map(\.reference),
                evidence: exposures.map { Evidence("\($0.source.reference): generated name", generated) },
                remedies: [
                    .fix("recreate one of them under another name"),
                    .inspect("show the object", context.kubectl("get", loser.reference, "-o yaml")),
                ])
        }
    }

    /// An Ingress and a route of the same name share the backend Services in the management cluster.
    private func sharedServices(_ context: CheckContext) -> [Finding] {
        let taken = context.topology.takenRoutes.filter { $0.kind != .gateway && $0.route.value != nil }
        return Dictionary(grouping: taken, by: \.path).sorted { $0.key < $1.key }.compactMap {
            _, exposures -> Finding? in
            guard exposures.count > 1, let first = exposures.first,
                // The conversion of an Ingress creates such a pair.
                !exposures.contains(where: { $0.source.metadata.labels[KubeLBNames.sourceIngressLabel] != nil })
            else { return nil }
            let shared = exposures.dropFirst().reduce(Set(first.backends.map(\.path))) {
                $0.intersection($1.backends.map(\.path))
            }
            guard let service = shared.min() else { return nil }
            return context.finding(
                .warning,
                "\(ServiceWords.list(exposures.map(\.source.reference))) have the same name and share backend \(service): in the "
                    + "management cluster they share its Service, which is removed when either of them is deleted",
                of: first, objects: exposures.dropFirst().map(\.reference),
                evidence: exposures.map { Evidence("\($0.source.reference): backend", service) },
                remedies: [
                    .fix("give one of them another name before you delete the other"),
                    .inspect("show the object", context.kubectl("get", first.reference, "-o yaml")),
                ])
        }
    }

    private func hosts(_ context: CheckContext) -> [Finding] {
        let collisions = RouteCollisions(context)
        return context.topology.takenRoutes.compactMap { exposure in
            // A generated object that is missing, or lacks the host, is explained by KLC-P004.
            guard exposure.ownsGenerated, let other = collisions.owner(ofHostsOf: exposure),
                !exposure.drift.contains(where: { $0.host == other.host })
            else { return nil }
            // ingress-nginx wants the same host and path for a canary.
            let canary = "nginx.ingress.kubernetes.io/canary"
            if [exposure.source.metadata, other.source.metadata].contains(where: { $0.annotations[canary] == "true" }) {
                return nil
            }
            // Of two of the same tenant one finding is enough: the one of the younger.
            if other.source.metadata.namespace == exposure.tenantNamespace,
                (exposure.source.metadata.creationTimestamp?.milliseconds ?? 0, exposure.path)
                    < (other.source.metadata.creationTimestamp?.milliseconds ?? 0, "")
            {
                return nil
            }
            return context.finding(
                .warning,
                "Host \(other.host) of \(exposure.source.reference) is also claimed by \(other.source.reference) on the same ingress controller",
                of: exposure, objects: [other.source.reference(on: .management)],
                evidence: [Evidence("\(other.source.reference): spec.rules[].host", other.host)],
                remedies: [.fix("remove the host from one of them", context.kubectl("edit", exposure.reference))])
        }
    }
}
