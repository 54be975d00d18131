import KubeLB
import Kubernetes
import Topology

/// KLC-I010: redirects of Ingresses or HTTPRoutes lead back to themselves.
struct I010RedirectLoop: Check {
    let documentation = CheckDocumentation(
        code: "I010",
        title: "Redirects lead in a loop",
        severity: .warning,
        inputs: [.routes],
        optionalInputs: [
            .managementIngresses, .managementHTTPRoutes, .managementIngressClasses, .managementDeployments,
            .managementDaemonSets, .managementPods, .managementServices, .managerLogs,
        ],
        judgesManagementAlone: true,
        meaning: """
            A redirect leads to a URL that is redirected again, and so on, back to the first one. A rule of an HTTPRoute that \
            redirects to HTTPS does that on the HTTPS listener of the Gateway, if the route's parentRef has no sectionName: it is \
            attached to all listeners. Two Ingresses of ingress-nginx do that if the annotations permanent-redirect or \
            temporal-redirect of each lead to the other. And ingress-nginx redirects each request to HTTPS if the load balancer in \
            front of it terminates TLS and forwards plain HTTP, unless use-forwarded-headers is set: its log shows only redirects.
            """,
        impact: "Browsers stop with an error after about twenty redirects; nothing is served.",
        mending: """
            Attach a redirect to HTTPS to the HTTP listener alone, or remove one of the redirects. If TLS ends before \
            ingress-nginx, let it use the forwarded headers.
            """,
        examples: [
            .firesOnRoutes(
                .warning, "a redirect to HTTPS is attached to the HTTPS listener, too", redirect("scheme: https")),
            .firesOnRoutes(
                .warning, "two Ingresses redirect to each other",
                ingress("site", "31", "shop.example.com", "https://www.example.com")
                    + other("https://shop.example.com/")),
            .silentOnRoutes(
                "the redirect to HTTPS is attached to the HTTP listener", redirect("scheme: https", "sectionName: http")
            ),
            .silentOnRoutes("the redirect leads to another host", redirect("hostname: other.example.com")),
            .silentOnRoutes(
                "the redirect leads to a path that has a backend",
                redirect("path: {type: ReplaceFullPath, replaceFullPath: /home}")),
            .silentOnRoutes(
                "an Ingress redirects to one that does not",
                ingress("site", "31", "shop.example.com", "https://www.example.com") + other("")),
            .firesOnRoutes(
                .warning, "the load balancer in front of ingress-nginx terminates TLS",
                requests(Array(repeating: "308", count: 5))),
            .silentOnRoutes(
                "browsers are redirected to HTTPS and then served", requests(["308", "308", "308", "308", "200"])),
            .silentOnRoutes("a probe over HTTP is redirected now and then", requests(["308", "308"])),
            .silentOnRoutes("nothing redirects"),
        ])

    /// Requests of one second for Ingress `shop/site` in the log of ingress-nginx.
    private static func requests(_ statuses: [String]) -> String {
        IngressNGINXExamples.log(
            statuses.map {
                "10.1.0.2 - - [22/Nov/2026:11:59:00 +0000] \"GET / HTTP/1.1\" \($0) 164 \"-\" \"browser\" 402 0.000 "
                    + "[\(IngressNGINXExamples.upstream)] [] - - - - 23"
            })
    }

    /// HTTPRoute `shop/app` redirects all but `/home`, on a Gateway with two listeners.
    private static func redirect(_ filter: String, _ parent: String = "") -> String {
        let listeners = "[{name: http, port: 80, protocol: HTTP}, {name: https, port: 443, protocol: HTTPS}]"
        let rules = """
            parentRefs: [{name: kubelb, \(parent)}], hostnames: [app.example.com], rules: [
              {filters: [{type: RequestRedirect, requestRedirect: {\(filter)}}]},
              {matches: [{path: {type: PathPrefix, value: /home}}], backendRefs: [{name: api, port: 80}]}]
            """
        return RouteExamples.changed(.gateway, "kubelb", "32", "listeners: \(listeners)")
            + RouteExamples.changed(.httpRoute, "app", "33", rules)
    }

    /// Ingress `shop/<name>` for a host, redirected in the management cluster; the UID by its end.
    private static func ingress(_ name: String, _ uid: String, _ host: String, _ target: String) -> String {
        let spec = """
            ingressClassName: kubelb, rules: [{host: \(host), http: {paths: [{path: /, pathType: Prefix,
              backend: {service: {name: api, port: {number: 80}}}}]}}]
            """
        return """
            tenant: {ingresses.networking.k8s.io: {shop/\(name): {metadata: {uid: 00000000-0000-4000-8000-0000000000\(uid),
              finalizers: [kubelb.k8c.io/cleanup]}, spec: {\(spec)}}}}
            management:
              routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-0000000000\(uid): {
                metadata: {uid: 00000000-0000-4000-8000-0000000001\(uid), finalizers: [kubelb.k8c.io/cleanup]},
                spec: {source: {kubernetes: {resource: {kind: Ingress, metadata: {name: \(name), namespace: shop}, spec: {\(spec)}}}}}}}
              ingresses.networking.k8s.io: {tenant-acme/shop-\(name): {metadata: {
                annotations: {nginx.ingress.kubernetes.io/permanent-redirect: '\(target)'},
                ownerReferences: [{apiVersion: kubelb.k8c.io/v1alpha1, kind: Route, name: 00000000-0000-4000-8000-0000000000\(uid),
                uid: 00000000-0000-4000-8000-0000000001\(uid), controller: true}]}, spec: {\(spec)}}}
            ---

            """
    }

    private static func other(_ target: String) -> String { ingress("www", "35", "www.example.com", target) }

    func findings(in context: CheckContext) -> [Finding] {
        RedirectMap(context.topology).loops.compactMap { finding($0, context) } + endlessHTTPS(context)
    }

    private func finding(_ loop: [RedirectMap.Step], _ context: CheckContext) -> Finding? {
        guard let first = loop.first else { return nil }
        let exposures = loop.map(\.exposure).uniqued(by: \.source.reference)
        let chain = (loop.map { "\($0.request)" } + ["\(first.request)"]).joined(separator: " → ")
        let names = ServiceWords.list(exposures.map(\.source.reference))
        let message: String
        let remedy: Remedy
        if first.exposure.kind == .ingress {
            message =
                exposures.count == 1
                ? "\(names) redirects requests to itself, in an endless loop (\(chain))"
                : "\(names) redirect requests to each other, in an endless loop (\(chain))"
            remedy = .fix("remove the redirect from one of them", context.kubectl("edit", first.exposure.reference))
        } else {
            let isAttachedToAll = first.exposure.source.spec.parentRefs.first?.sectionName == nil
            let place = first.listener.map { " on listener \($0.name)" } ?? ""
            message =
                (exposures.count == 1
                    ? "\(names) redirects requests\(place) to themselves, in an endless loop"
                    : "\(names) redirect requests to each other, in an endless loop") + " (\(chain))"
                + (isAttachedToAll && exposures.count == 1
                    ? ": its parentRef has no sectionName, so the redirect is attached to every listener" : "")
            remedy = .fix(
                isAttachedToAll
                    ? "put the redirect into an HTTPRoute of its own whose parentRef names the HTTP listener (sectionName)"
                    : "change or remove one of the redirects", context.kubectl("edit", first.exposure.reference))
        }
        return context.finding(
            .warning, message, of: first.exposure, objects: exposures.dropFirst().map(\.reference),
            evidence: loop.prefix(4).map { step in
                Evidence("\(step.exposure.source.reference): redirect of \(step.request)", "\(step.target)")
            }, remedies: [remedy])
    }
}
