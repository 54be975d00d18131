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
        .firesOnRoutes(
            .error, "Traefik has no certificate resolver of the name",
            traefik([withoutResolver("letsencrypt")], resolver)),
        .firesOnRoutes(
            .error, "Traefik v2 has no certificate resolver of the name",
            traefik(
                [
                    #"time="2026-11-22T11:50:00Z" level=error msg="the router tenant-acme-shop-site-shop-example-com@kubernetes "#
                        + #"uses a non-existent resolver: letsencrypt""#
                ], resolver)),
        .firesOnRoutes(
            .error, "Traefik skips a certificate resolver",
            traefik(
                [
                    "2026-11-22T11:40:01Z ERR The ACME resolve is skipped from the resolvers list error=\"unable to get ACME account: "
                        + "permissions 660 for /data/acme.json are too open, please use 600\" resolver=letsencrypt",
                    withoutResolver("letsencrypt"),
                ], resolver, arguments: ["--certificatesresolvers.letsencrypt.acme.storage=/data/acme.json"])),
        .silentOnRoutes(
            "Traefik has no certificate resolver of a longer name",
            traefik([withoutResolver("letsencrypt-staging")], resolver)),
        .silentOnRoutes("Traefik has the certificate resolver", traefik([], resolver)),
        .firesOnRoutes(
            .error, "Traefik has no entry point of the name",
            traefik(
                [
                    "2026-11-22T11:50:00Z ERR EntryPoint doesn't exist entryPointName=internal "
                        + "routerName=tenant-acme-shop-site-shop-example-com@kubernetes"
                ], "router.entrypoints: internal")),
        .silentOnRoutes(
            "a router of Traefik's own entry point has no middleware",
            traefik([missing("other-auth")], "router.entrypoints: web")),
    ]

    private static let resolver = "router.tls.certresolver: letsencrypt"

    private static func withoutResolver(_ name: String) -> String {
        "2026-11-22T11:50:00Z ERR Router uses a nonexistent certificate resolver certificateResolver=\(name) "
            + "routerName=tenant-acme-shop-site-shop-example-com@kubernetes"
    }

    private static func missing(_ name: String, _ time: String = "2026-11-22T11:50:00Z") -> String {
        #"\#(time) ERR error="middleware \"\#(name)@kubernetescrd\" does not exist" entryPointName=web "#
            + "routerName=tenant-acme-shop-site-shop-example-com@kubernetes"
    }

    /// Traefik serves the class of the generated Ingress, which has one of its annotations.
    static func traefik(
        _ lines: [String], _ annotation: String = "router.middlewares: shop-auth@kubernetescrd",
        arguments: [String] = []
    ) -> String {
        let started = "2026-11-22T11:40:00Z INF Starting provider *ingress.Provider"
        return """
            management:
              ingressclasses.networking.k8s.io: {nginx: {spec: {controller: traefik.io/ingress-controller}}}
              ingresses.networking.k8s.io: {tenant-acme/shop-site: {metadata: {annotations: {
                traefik.ingress.kubernetes.io/\(annotation)}}}}
              deployments.apps: {traefik/traefik: {metadata: {generation: 1, labels: {app.kubernetes.io/name: traefik}}, spec: {
                replicas: 1, selector: {matchLabels: {app.kubernetes.io/name: traefik}}, template: {
                metadata: {labels: {app.kubernetes.io/name: traefik}},
                spec: {containers: [{name: traefik, image: 'docker.io/traefik:v3.6.2', args: \(arguments)}]}}},
                status: {observedGeneration: 1, replicas: 1, readyReplicas: 1, availableReplicas: 1, updatedReplicas: 1}}}
              pods: {traefik/traefik-1: {metadata: {labels: {app.kubernetes.io/name: traefik}},
                spec: {containers: [{name: traefik}]}, status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}}
            logs:
              management/traefik/traefik-1/traefik.log: |

            """ + ([started] + lines).map { "    \($0)" }.joined(separator: "\n")
    }
}
