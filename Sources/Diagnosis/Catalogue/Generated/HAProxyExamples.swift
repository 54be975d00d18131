/// Logs of HAProxy, for KLC-G017 and KLC-G019.
enum HAProxyExamples {
    static let all: [CheckExample] = [
        .firesOnRoutes(.error, "the path of the health check is not found", haproxy(checks(), check)),
        .firesOnRoutes(.error, "the health checks time out", haproxy(checks("Layer4 timeout"))),
        .firesOnRoutes(
            .error, "the log no longer has the health checks", haproxy(requests("<NOSRV>", 503), check)),
        .firesOnRoutes(
            .error, "haproxy-ingress serves the class",
            haproxy(
                checks(), "haproxy-ingress.github.io/health-check-uri: /up",
                controller: "haproxy-ingress.github.io/controller", image: "quay.io/jcmoraisjr/haproxy-ingress:v0.15")),
        .silentOnRoutes("the servers are up again", haproxy(checks() + [up], check)),
        .silentOnRoutes("requests are served again", haproxy(checks() + requests("SRV_1", 200), check)),
        .silentOnRoutes(
            "HAProxy was reloaded after the annotation was corrected",
            haproxy(checks() + ["2026/11/22 11:55:30 INFO    controller/controller.go:204 HAProxy reloaded"], check)),
        .silentOnRoutes(
            "one of the servers is down",
            haproxy([down("SRV_1", 1, "Layer4 connection problem, info: \"Connection refused\"")], check)),
        .silentOnRoutes("the servers of another Ingress are down", haproxy(checks(of: "tenant-acme_other-api_http"))),
        .silentOnRoutes("it was so an hour ago", haproxy(requests("<NOSRV>", 503, hour: "10"), check)),
        .silentOnRoutes("HAProxy serves the Ingress", haproxy(requests("SRV_1", 200), check)),
        .silentOnRoutes("requests find no server, and nothing shows why", haproxy(requests("<NOSRV>", 503))),
    ]

    private static let backend = "tenant-acme_shop-site-api_http"
    private static let check = "haproxy.org/check-http: /actuator/health"
    private static let up =
        "[WARNING]  (262) : Server \(backend)/SRV_1 is UP, reason: Layer7 check passed, code: 200, check duration: 2ms. 1 active and 0 "
        + "backup servers online. 0 sessions requeued, 0 total in queue."

    private static func down(
        _ server: String, _ left: Int, _ reason: String, of backend: String = backend
    ) -> String {
        "[WARNING]  (262) : Server \(backend)/\(server) is DOWN, reason: \(reason), check duration: 2ms. \(left) active and 0 backup "
            + "servers left. 0 sessions active, 0 requeued, 0 remaining in queue."
    }

    private static func checks(
        _ reason: String = "Layer7 wrong status, code: 404, info: \"Not Found\"", of backend: String = backend
    ) -> [String] {
        [
            down("SRV_1", 1, reason, of: backend), down("SRV_2", 0, reason, of: backend),
            "[ALERT]    (262) : backend '\(backend)' has no server available!",
        ] + (1...4).map { request("<NOSRV>", 503, "11:5\($0):00", of: backend) }
    }

    private static func requests(_ server: String, _ status: Int, hour: String = "11") -> [String] {
        (1...4).map { request(server, status, "\(hour):5\($0):30") }
    }

    static func request(_ server: String, _ status: Int, _ time: String, of backend: String = backend) -> String {
        "203.0.113.7:40112 [22/Nov/2026:\(time).204] http \(backend)/\(server) 0/-1/-1/-1/0 \(status) 217 - - SC-- 3/1/0/0/0 0/0 "
            + "\"GET / HTTP/1.1\""
    }

    /// HAProxy serves the class of the generated Ingress, which has an annotation.
    static func haproxy(
        _ lines: [String], _ annotation: String = "haproxy.org/check: 'true'",
        controller: String = "haproxy.org/ingress-controller/haproxy",
        image: String = "docker.io/haproxytech/kubernetes-ingress:3.2"
    ) -> String {
        """
        management:
          ingressclasses.networking.k8s.io: {nginx: {spec: {controller: \(controller)}}}
          ingresses.networking.k8s.io: {tenant-acme/shop-site: {metadata: {annotations: {\(annotation)}}}}
          deployments.apps: {haproxy/haproxy: {metadata: {generation: 1, labels: {app.kubernetes.io/name: kubernetes-ingress}}, spec: {
            replicas: 1, selector: {matchLabels: {app.kubernetes.io/name: kubernetes-ingress}}, template: {
            metadata: {labels: {app.kubernetes.io/name: kubernetes-ingress}},
            spec: {containers: [{name: haproxy, image: '\(image)'}]}}},
            status: {observedGeneration: 1, replicas: 1, readyReplicas: 1, availableReplicas: 1, updatedReplicas: 1}}}
          pods: {haproxy/haproxy-1: {metadata: {labels: {app.kubernetes.io/name: kubernetes-ingress}},
            spec: {containers: [{name: haproxy}]}, status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}}
        logs:
          management/haproxy/haproxy-1/haproxy.log: |

        """ + lines.map { "    \($0)" }.joined(separator: "\n")
    }
}
