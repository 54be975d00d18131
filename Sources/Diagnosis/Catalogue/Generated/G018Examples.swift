/// Annotations that ingress-nginx does not apply, for KLC-G018.
enum G018Examples {
    static let all: [CheckExample] = values + canaries

    private static let values: [CheckExample] = [
        .firesOnRoutes(
            .warning, "a size with a unit of two letters, which the log no longer mentions",
            annotated("proxy-body-size", "20mb")),
        .firesOnRoutes(
            .warning, "the log says that the size is invalid, and uploads are rejected",
            annotated("proxy-body-size", "20mb") + "\n---\n" + IngressNGINXExamples.log([logged, tooLarge])),
        .firesOnRoutes(.warning, "a timeout with a unit", annotated("proxy-read-timeout", "60s")),
        .firesOnRoutes(
            .warning, "buffering is switched off by the wrong word", annotated("proxy-buffering", "'false'")),
        .firesOnRoutes(
            .warning, "the log says that the value of an annotation of another format is invalid",
            annotated("limit-whitelist", "office") + "\n---\n"
                + IngressNGINXExamples.log([invalid("limit-whitelist", "office")])),
        .firesOnRoutes(
            .warning, "the annotations have a prefix of their own",
            """
            management:
              ingresses.networking.k8s.io: {tenant-acme/shop-site: {metadata: {annotations: {custom.example/ssl-redirect: 'no'}}}}
              deployments.apps: {ingress-nginx/ingress-nginx-controller: {spec: {template: {spec: {containers: [{name: controller,
                image: 'registry.k8s.io/ingress-nginx/controller:v1.15.1', args: [/nginx-ingress-controller,
                --annotations-prefix=custom.example]}]}}}}}
            """),
        .silentOnRoutes("a size with a unit of one letter", annotated("proxy-body-size", "20M")),
        .silentOnRoutes("a size without a limit", annotated("proxy-body-size", "'0'")),
        .silentOnRoutes("a timeout in seconds", annotated("proxy-read-timeout", "'3600'")),
        .silentOnRoutes(
            "the value was corrected since",
            annotated("proxy-body-size", "20m") + "\n---\n" + IngressNGINXExamples.log([logged])),
        .silentOnRoutes(
            "the log reports it of another Ingress",
            annotated("limit-whitelist", "office") + "\n---\n"
                + IngressNGINXExamples.log([invalid("limit-whitelist", "office", "tenant-other/cms")])),
        .silentOnRoutes(
            "another controller serves the Ingress",
            annotated("proxy-body-size", "20mb")
                + """

                ---
                management: {ingressclasses.networking.k8s.io: {nginx: {spec: {controller: traefik.io/ingress-controller}}}}
                """),
        .silentOnRoutes(
            "the annotation is not propagated",
            """
            tenant: {ingresses.networking.k8s.io: {shop/site: {metadata: {annotations: {
              nginx.ingress.kubernetes.io/proxy-body-size: 20mb}}}}}
            """),
    ]

    private static let canaries: [CheckExample] = [
        .firesOnRoutes(.warning, "the main Ingress lacks the path of a canary", canary("/", "/shop")),
        .firesOnRoutes(.warning, "no other Ingress has the host of a canary", canary(nil, "/")),
        .firesOnRoutes(
            .warning, "the main Ingress has the path of a canary with another pathType",
            canary("/", "/", "Exact") + "\n---\n"
                + IngressNGINXExamples.log([
                    "W1122 11:01:06.973528       7 controller.go:1760] unable to find real backend for alternative backend "
                        + "\(IngressNGINXExamples.upstream). Deleting."
                ])),
        .silentOnRoutes("the main Ingress has the path of a canary", canary("/", "/")),
        .silentOnRoutes("it may be of another pathType, of which the log says nothing", canary("/", "/", "Exact")),
        .silentOnRoutes("the Ingress is no canary", canary("/", "/shop", value: "false")),
        .silentOnRoutes(
            "the Ingresses of the management cluster cannot be read",
            canary("/", "/shop") + "\n---\nmanagement: {ingresses.networking.k8s.io: forbidden}"),
    ]

    /// Ingress `shop/site` is a canary; another Ingress may have its host.
    private static func canary(
        _ main: String?, _ path: String, _ pathType: String = "Prefix", value: String = "true"
    ) -> String {
        let other = main.map { path in
            """
            , tenant-acme/shop-main: {spec: {ingressClassName: nginx, rules: [{host: shop.example.com, http: {paths: [
                {path: \(path), pathType: Prefix, backend: {service: {name: shop-main-api, port: {number: 80}}}}]}}]}}
            """
        }
        return """
            management: {ingresses.networking.k8s.io: {tenant-acme/shop-site: {
              metadata: {annotations: {nginx.ingress.kubernetes.io/canary: '\(value)'}},
              spec: {rules: [{host: shop.example.com, http: {paths: [{path: \(path), pathType: \(pathType),
              backend: {service: {name: shop-site-api, port: {number: 80}}}}]}}]}}\(other ?? "")}}
            """
    }

    private static func annotated(_ name: String, _ value: String) -> String {
        """
        tenant: {ingresses.networking.k8s.io: {shop/site: &annotated {metadata: {annotations: {
          nginx.ingress.kubernetes.io/\(name): \(value)}}}}}
        management: {ingresses.networking.k8s.io: {tenant-acme/shop-site: *annotated}}
        """
    }

    private static let logged = invalid("proxy-body-size", "20mb")

    private static func invalid(_ name: String, _ value: String, _ ingress: String = "tenant-acme/shop-site") -> String
    {
        "W1122 10:00:05.413164       7 validators.go:200] validation error on ingress \(ingress): annotation \(name) contains "
            + "invalid value \(value)"
    }

    private static let tooLarge =
        "2026/11/22 11:50:00 [error] 33#33: *1810 client intended to send too large body: 4718592 bytes, client: 198.51.100.33, "
        + "server: shop.example.com, request: \"POST /photos HTTP/2.0\", host: \"shop.example.com\""
}
