/// Logs of Traefik, for KLC-G017.
enum TraefikExamples {
    static let all: [CheckExample] = [
        .firesOnRoutes(
            .error, "Traefik does not find a Middleware of the tenant cluster", traefik([missing("shop-auth")])),
        .firesOnRoutes(
            .error, "Traefik writes its log as JSON",
            traefik([
                #"{"level":"error","entryPointName":"web","routerName":"tenant-acme-shop-site-shop-example-com@kubernetes","#
                    + #""error":"middleware \"shop-auth@kubernetescrd\" does not exist","time":"2026-11-22T11:50:00Z"}"#
            ])),
        .silentOnRoutes("Traefik does not find a Middleware of another Ingress", traefik([missing("other-auth")])),
        .silentOnRoutes(
            "Traefik did not find it before the Ingress was changed",
            traefik([missing("shop-auth", "2026-11-22T09:00:00Z")])),
        .silentOnRoutes("Traefik reports nothing", traefik([])),
    ]

    private static func missing(_ name: String, _ time: String = "2026-11-22T11:50:00Z") -> String {
        #"\#(time) ERR error="middleware \"\#(name)@kubernetescrd\" does not exist" entryPointName=web "#
            + "routerName=tenant-acme-shop-site-shop-example-com@kubernetes"
    }

    /// Traefik serves the class of the generated Ingress, which names Middleware `shop/auth`.
    private static func traefik(_ lines: [String]) -> String {
        let started = "2026-11-22T11:40:00Z INF Starting provider *ingress.Provider"
        return """
            management:
              ingressclasses.networking.k8s.io: {nginx: {spec: {controller: traefik.io/ingress-controller}}}
              ingresses.networking.k8s.io: {tenant-acme/shop-site: {metadata: {annotations: {
                traefik.ingress.kubernetes.io/router.middlewares: shop-auth@kubernetescrd}}}}
              deployments.apps: {traefik/traefik: {metadata: {generation: 1, labels: {app.kubernetes.io/name: traefik}}, spec: {
                replicas: 1, selector: {matchLabels: {app.kubernetes.io/name: traefik}}, template: {
                metadata: {labels: {app.kubernetes.io/name: traefik}},
                spec: {containers: [{name: traefik, image: 'docker.io/traefik:v3.6.2'}]}}},
                status: {observedGeneration: 1, replicas: 1, readyReplicas: 1, availableReplicas: 1, updatedReplicas: 1}}}
              pods: {traefik/traefik-1: {metadata: {labels: {app.kubernetes.io/name: traefik}},
                spec: {containers: [{name: traefik}]}, status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}}
            logs:
              management/traefik/traefik-1/traefik.log: |

            """ + ([started] + lines).map { "    \($0)" }.joined(separator: "\n")
    }
}
