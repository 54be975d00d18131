/// Logs of ingress-nginx, Envoy Gateway and its proxies, for KLC-G017.
enum G017Examples {
    static let all: [CheckExample] = [
        .firesOnRoutes(.error, "nginx refused the configuration before the Ingress was created", failedReload("09")),
        .firesOnRoutes(.warning, "nginx refuses the configuration since", failedReload("11")),
        .firesOnRoutes(
            .warning, "the snippet of another Ingress is wrong",
            failedReload("11")
                + """

                ---
                management: {ingresses.networking.k8s.io: {tenant-other/cms: {metadata: {annotations: {
                  nginx.ingress.kubernetes.io/configuration-snippet: proxy_hide_headr X-Powered-By;}}}}}
                """),
        .firesOnRoutes(.warning, "an Event says that nginx refuses the configuration", reported(taken: "11:45")),
        .silentOnRoutes("an Event says that nginx has taken the next configuration", reported(taken: "11:55")),
        .silentOnRoutes("nginx has taken the next configuration", failedReload("11") + "\n" + reloaded),
        .firesOnRoutes(.error, "no connection begins with the PROXY protocol", nginx(brokenHeaders)),
        .silentOnRoutes(
            "most connections begin with the PROXY protocol",
            nginx((0..<4).map { access("200", $0) } + brokenHeaders + (0..<4).map { access("200", $0) })),
        .firesOnRoutes(
            .error, "the load balancer terminates TLS and sends plain HTTP to the HTTPS port",
            nginx(rejected) + terminating(targetPort: "https")),
        .silentOnRoutes(
            "the load balancer terminates TLS and sends plain HTTP to the HTTP port",
            nginx(rejected) + terminating(targetPort: "80")),
        .silentOnRoutes(
            "the load balancer encrypts again",
            nginx(rejected) + terminating(targetPort: "https", protocol: "ssl")),
        .silentOnRoutes("scanners send what nginx does not understand", nginx(rejected)),
        .firesOnRoutes(.warning, "response headers are too large", nginx(largeHeaders())),
        .silentOnRoutes("those of another host are too large", nginx(largeHeaders(host: "other.example.com"))),
        .silentOnRoutes("they were too large hours ago", nginx(largeHeaders(hour: "08"))),
        .firesOnRoutes(.warning, "most requests fail", nginx(closed)),
        .silentOnRoutes("few of the requests fail", nginx((0..<60).map { access("200", $0) } + closed)),
        .firesOnRoutes(
            .warning, "files below a path with pathType Exact are not found", exact("Exact", ["/a.css", "/b.js", "/c"])),
        .silentOnRoutes("the path has pathType Prefix", exact("Prefix", ["/a.css", "/b.js", "/c"])),
        .silentOnRoutes("one request below the path was not found", exact("Exact", ["/favicon.ico"])),
        .silentOnRoutes(
            "a scanner that never asked for the page finds nothing",
            exact("Exact", ["/a.css", "/b.js", "/c"], client: "203.0.113.200")),
        .firesOnRoutes(
            .error, "the proxies of the Gateway do not trust Envoy Gateway",
            proxy((1...3).map { cutOff($0, "TLS_error: CERTIFICATE_VERIFY_FAILED") })),
        .firesOnRoutes(
            .error, "the proxies of the Gateway reach no Envoy Gateway",
            proxy((1...3).map { cutOff($0, "connection timeout") })),
        .firesOnRoutes(.error, "the proxies of the Gateway reject their configuration", proxy((1...2).map(rejected))),
        .silentOnRoutes(
            "the proxies of the Gateway take the configuration again",
            proxy(
                (1...3).map { cutOff($0, "connection timeout") } + [
                    "[2026-11-22 11:58:00.047][1][info][upstream] [source/common/upstream/cds_api_helper.cc:31] cds: response "
                        + "indicates 2 added/updated cluster(s), 0 removed cluster(s); applying changes"
                ])),
        .silentOnRoutes(
            "Envoy Gateway restarted once",
            proxy([
                "[2026-11-22 11:50:00.047][1][warning][config] [./source/grpc_stream.h:226] DeltaAggregatedResources gRPC config "
                    + "stream to xds_cluster closed: 13, "
            ])),
        .firesOnRoutes(
            .error, "Envoy Gateway may not read what it needs",
            controller("failed to list *v1.Secret: secrets is forbidden: User")),
        .firesOnRoutes(
            .error, "Envoy Gateway fails on the Gateway",
            controller("failed to create Deployment for tenant-acme/kubelb")),
        .silentOnRoutes(
            "Envoy Gateway fails on another Gateway", controller("failed to create Deployment for tenant-other/kubelb")),
    ]

    // MARK: ingress-nginx

    private static func nginx(_ lines: [String]) -> String {
        """
        management: {pods: {ingress-nginx/nginx-1: {metadata: {labels: {app.kubernetes.io/name: ingress-nginx}},
          spec: {containers: [{name: controller}]}, status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}}}
        logs:
          management/ingress-nginx/nginx-1/controller.log: |

        """ + lines.map { "    \($0)" }.joined(separator: "\n")
    }

    private static func failedReload(_ hour: String) -> String {
        nginx(
            (1...3).flatMap { minute in
                [
                    "E1122 \(hour):5\(minute):11.183410       7 controller.go:226] Unexpected failure reloading the backend:",
                    "Error: exit status 1",
                    "2026/11/22 \(hour):5\(minute):11 [emerg] 140#140: unknown directive \"proxy_hide_headr\" in "
                        + "/tmp/nginx/nginx-cfg384\(minute)17:612",
                ]
            })
    }

    private static let reloaded =
        "    I1122 11:54:11.183410       7 controller.go:213] \"Backend successfully reloaded\""

    /// nginx refused it at 11:50, and has taken one at another time.
    private static func reported(taken time: String) -> String {
        nginx([])
            + """

            ---
            management: {events: {
              ingress-nginx/e1: {type: Warning, reason: RELOAD, count: 5, firstTimestamp: '2026-11-22T11:40:00Z',
                lastTimestamp: '2026-11-22T11:50:00Z', source: {component: nginx-ingress-controller},
                message: "Error reloading NGINX: [emerg] 117#117: unknown directive \\"x\\" in /tmp/nginx/nginx-cfg38:612",
                involvedObject: {kind: Pod, namespace: ingress-nginx, name: nginx-1}},
              ingress-nginx/e2: {type: Normal, reason: RELOAD, count: 5, firstTimestamp: '2026-11-22T11:40:00Z',
                lastTimestamp: '2026-11-22T\(time):00Z', source: {component: nginx-ingress-controller},
                message: NGINX reload triggered due to a change in configuration,
                involvedObject: {kind: Pod, namespace: ingress-nginx, name: nginx-1}}}}
            """
    }

    /// What nginx logs of plain HTTP at its HTTPS port.
    private static let rejected = (10..<16).map { second in
        "10.0.0.1 - - [22/Nov/2026:11:55:\(second) +0000] \"GET / HTTP/1.1\" 400 650 \"-\" \"curl\" 432 0.000 [] [] - - - - 8e"
    }

    /// The Service of ingress-nginx: a load balancer of AWS with a certificate.
    private static func terminating(targetPort: String, protocol: String = "tcp") -> String {
        """

        ---
        management: {services: {ingress-nginx/ingress-nginx-controller: {
          metadata: {annotations: {service.beta.kubernetes.io/aws-load-balancer-ssl-cert: 'arn:aws:acm:eu-1:1:certificate/5b',
            service.beta.kubernetes.io/aws-load-balancer-backend-protocol: \(`protocol`)}},
          spec: {ports: [{name: http, port: 80, protocol: TCP, targetPort: 80, nodePort: 30080},
            {name: https, port: 443, protocol: TCP, targetPort: \(targetPort), nodePort: 30443}]}}}}
        """
    }

    private static let brokenHeaders = (1...4).flatMap { minute in
        [
            "2026/11/22 11:5\(minute):00 [error] 33#33: *84\(minute) broken header: \"GET / HTTP/1.1",
            "Host: shop.example.com",
            "\" while reading PROXY protocol, client: 10.0.0.1, server: 0.0.0.0:80",
        ]
    }

    private static func access(_ status: String, _ number: Int) -> String {
        "198.51.100.41 - - [22/Nov/2026:11:50:\(number % 50 + 10) +0000] \"GET / HTTP/2.0\" \(status) 4120 \"-\" \"curl\" 402 0.004"
    }

    private static func failure(_ text: String, _ hour: String, _ minute: Int, _ host: String) -> String {
        "2026/11/22 \(hour):5\(minute):00 [error] 29#29: *462\(minute) \(text) while reading response header from upstream, "
            + "client: 198.51.100.71, server: \(host), request: \"GET / HTTP/1.1\", host: \"\(host)\""
    }

    private static func largeHeaders(hour: String = "11", host: String = "shop.example.com") -> [String] {
        (1...3).map { failure("upstream sent too big header", hour, $0, host) }
    }

    private static let closed = (1...4).map {
        failure("upstream prematurely closed connection", "11", $0, "shop.example.com")
    }

    /// A visit of the only page of Ingress `shop/site`, and requests of a client that no Ingress is for.
    private static func exact(_ type: String, _ missed: [String], client: String = "198.51.100.41") -> String {
        let lines =
            [request("198.51.100.41", "/", 200, IngressNGINXExamples.upstream)]
            + missed.map { request(client, $0, 404, "upstream-default-backend") }
        return """
            management: {ingresses.networking.k8s.io: {tenant-acme/shop-site: {spec: {rules: [{host: shop.example.com, http: {
              paths: [{path: /, pathType: \(type), backend: {service: {name: shop-site-api, port: {number: 80}}}}]}}]}}}}
            ---
            \(IngressNGINXExamples.log(lines))
            """
    }

    private static func request(_ client: String, _ path: String, _ status: Int, _ upstream: String) -> String {
        "\(client) - - [22/Nov/2026:11:58:30 +0000] \"GET \(path) HTTP/2.0\" \(status) 146 \"-\" \"browser\" 402 0.001 "
            + "[\(upstream)] [] 127.0.0.1:8181 146 0.001 \(status) 23"
    }

    // MARK: Envoy Gateway

    static func proxy(_ lines: [String]) -> String {
        """
        management:
          deployments.apps: {envoy-gateway-system/envoy-acme: {metadata: {labels: &labels {
            gateway.envoyproxy.io/owning-gateway-name: kubelb, gateway.envoyproxy.io/owning-gateway-namespace: tenant-acme}},
            spec: {replicas: 1, selector: {matchLabels: *labels}, template: {metadata: {labels: *labels},
            spec: {containers: [{name: envoy, image: 'envoyproxy/envoy:v1'}]}}}, status: {replicas: 1, readyReplicas: 1}}}
          pods: {envoy-gateway-system/envoy-acme-1: {metadata: {labels: *labels}, spec: {containers: [{name: envoy,
            image: 'envoyproxy/envoy:v1'}]}, status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}}
        logs:
          management/envoy-gateway-system/envoy-acme-1/envoy.log: |

        """ + lines.map { "    \($0)" }.joined(separator: "\n")
    }

    private static func cutOff(_ minute: Int, _ reason: String) -> String {
        "[2026-11-22 11:5\(minute):00.047][1][warning][config] [./source/extensions/config_subscription/grpc/grpc_stream.h:226] "
            + "DeltaAggregatedResources gRPC config stream to xds_cluster closed since 9\(minute)0s ago: 14, \(reason)"
    }

    private static func rejected(_ minute: Int) -> String {
        "[2026-11-22 11:5\(minute):00.047][1][warning][config] [./source/extensions/config_subscription/grpc/grpc_subscription_impl.cc:138] "
            + "gRPC config for type.googleapis.com/envoy.config.listener.v3.Listener rejected: Error adding/updating listener(s) "
            + "tenant-acme/kubelb/http: no such field"
    }

    private static func controller(_ error: String) -> String {
        let lines = (1...3).map {
            "    2026-11-22T11:5\($0):00Z\terror\tinfrastructure\trunner/runner.go:110\t\(error)\t{\"runner\": \"infrastructure\"}"
        }
        return """
            management:
              gateways.gateway.networking.k8s.io: {tenant-acme/kubelb: {status: {addresses: null, conditions: [{type: Programmed,
                status: 'False', reason: Pending, message: Waiting for controller}]}}}
              pods: {envoy-gateway-system/eg-1: {metadata: {labels: {app.kubernetes.io/name: gateway-helm}},
                spec: {containers: [{name: controller}]}, status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}}
            logs:
              management/envoy-gateway-system/eg-1/controller.log: |

            """ + lines.joined(separator: "\n")
    }
}
