/// Logs of proxies at a limit of their own, for KLC-G017.
enum ProxyLimitExamples {
    static let all: [CheckExample] = [
        .firesOnRoutes(.error, "the connections of ingress-nginx are used up", IngressNGINXExamples.log(connections())),
        .silentOnRoutes(
            "the connections of ingress-nginx were used up hours ago", IngressNGINXExamples.log(connections(hour: "08"))
        ),
        .silentOnRoutes(
            "the connections of ingress-nginx were used up for a moment",
            IngressNGINXExamples.log(Array(repeating: connections()[0], count: 5))),
        .firesOnRoutes(
            .error, "ingress-nginx may open no more files",
            IngressNGINXExamples.log(
                (1...4).map { "2026/11/22 11:5\($0):00 [alert] 33#33: *9 socket() failed (24: Too many open files)" })),
        .firesOnRoutes(
            .error, "Traefik may open no more files",
            TraefikExamples.traefik(
                (1...4).map {
                    "2026-11-22T11:5\($0):00Z ERR Error while starting server error=\"accept tcp [::]:8443: accept4: too many open "
                        + "files; retrying in 1s\" entryPointName=websecure"
                })),
        .firesOnRoutes(
            .error, "the connections of HAProxy are used up",
            HAProxyExamples.haproxy(
                (1...4).flatMap {
                    [
                        HAProxyExamples.request("SRV_1", 200, "11:5\($0):00"),
                        "[ALERT]    (262) : Proxy http reached the configured maximum connection limit. Please check the global "
                            + "'maxconn' value.",
                    ]
                })),
        .firesOnRoutes(
            .error, "the circuit breaker of the Gateway's proxies is open",
            G017Examples.proxy((1...4).map { overflow("11:5\($0):00") })),
        .silentOnRoutes(
            "the circuit breaker of the Gateway's proxies opened once", G017Examples.proxy([overflow("11:51:00")])),
    ]

    private static func connections(hour: String = "11") -> [String] {
        (1...4).map {
            "2026/11/22 \(hour):5\($0):00 [alert] 33#33: *88121 1024 worker_connections are not enough while connecting to upstream, "
                + "client: 198.51.100.4, server: shop.example.com, request: \"GET / HTTP/2.0\", host: \"shop.example.com\""
        }
    }

    private static func overflow(_ time: String) -> String {
        #"{":authority":"app.example.com","response_code":503,"response_code_details":"#
            + #""upstream_reset_before_response_started{overflow}","response_flags":"UO","start_time":"2026-11-22T\#(time).000Z"}"#
    }
}
