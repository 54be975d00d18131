/// Inputs that no recorded cluster has.
extension FuzzSeeds {
    static func bytes(_ texts: String...) -> [[UInt8]] { texts.map { Array($0.utf8) } }

    static func bytes(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }

    static let yaml = """
        a: &anchor {b: 1, "c": [0x10, 0o7, 1e3, .inf, ~, true]}
        <<: *anchor
        text: |
          two
          lines
        folded: >-
          one
        ---
        - *anchor
        - !!str 5
        """

    static let kubeconfig = """
        apiVersion: v1
        kind: Config
        current-context: main
        contexts: [{name: main, context: {cluster: c, user: u, namespace: shop}}]
        clusters: [{name: c, cluster: {server: "https://[2001:db8::1]:6443/base", tls-server-name: api, proxy-url: "http://proxy:3128"}}]
        users: [{name: u, user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: login, args: [-x], env: [{name: A, value: b}], interactiveMode: Never}, as: somebody, as-groups: [a]}}]
        """

    static let configuration = """
        apiVersion: kubelb-ctl/v1
        kind: Configuration
        defaults: {request-timeout: 20s, chunk-size: 500, output: wide, color: never}
        pairs:
          acme: {context: acme, management-context: mgmt, tenant: acme, kubeconfig: ~/.kube/config}
          other: {kubeconfig: /etc/other, request-timeout: 1m30s}
        """

    static let baseline = """
        {"apiVersion": "kubelb-ctl/v1", "kind": "Baseline", "findings": [
          {"code": "KLC-S004", "cluster": "tenant", "kind": "Service", "namespace": "shop", "name": "web"},
          {"code": "KLC-A001", "cluster": "management", "kind": "Cluster", "name": "management"}]}
        """

    static let plan = """
        {"apiVersion": "kubelb-ctl/v1", "kind": "CleanupPlan", "generatedAt": "2026-11-22T12:00:00Z",
         "tenantNamespace": "tenant-acme", "clusterUIDs": {"tenant": "a", "management": "b"},
         "options": {"includeReplaced": false, "maxDeletes": 10},
         "counts": {"loadBalancers": 2, "live": 1, "deleting": 0, "delete": 1, "review": 0, "keep": 0},
         "candidates": [{"verdict": "delete", "code": "KLC-X001", "object": {"cluster": "management",
           "kind": "LoadBalancer", "namespace": "tenant-acme", "name": "77", "uid": "u", "resourceVersion": "1"},
           "origin": "shop/old", "serviceUID": "77", "reason": "gone", "addresses": ["198.51.100.77"],
           "ports": ["80/TCP"], "creationTimestamp": "2026-11-20T12:00:00Z"}],
         "refusals": [], "notLookedFor": []}
        """

    static let console =
        "2026-11-22T20:30:50.034Z\tERROR\tsetup\tunable to start\t{\"error\": \"no\", \"name\": \"web\"}"

    static let klog =
        #"E1122 20:16:08.935392   11136 event.go:359] "Server rejected event" err="x \u00e9 \x41" name="web" namespace="shop""#

    static let access = #"""
        [2026-11-22T20:31:12.123Z] "- - -" 0 UF,URX 120 340 5001 - "10.0.0.1:443" "-" "-" "-" "172.18.0.3:31234"
        """#

    static let gatewayAccess =
        #"{":authority":"shop.example.com:443","duration":301,"method":"GET","response_code":504,"response_code_details":"#
        + #""response_timeout","response_flags":"UT","route_name":"httproute/tenant-acme/shop-app/rule/0/match/0/host","#
        + #""start_time":"2026-11-22T20:31:12.123Z","x-envoy-origin-path":"/a?b=c","x-forwarded-for":"10.0.0.1"}"#

    static let arguments = [
        "status\n-A\n-o\njson\n--fail-on=warning\n--suppress\nS004:Service/shop/web",
        "trace\nsvc/web\n-n\nshop\n--since\n10000000000000000000h",
        "verify\nshop/service/web\n--wait=5m\n--port\n80/TCP\n--expect-status\n2xx\n--http=/health",
        "logs\nlb/00000000-0000-4000-8000-000000000001\n--tail\n9223372036854775807\n--since-time\n9999-12-31T23:59:59Z\n--grep\na.*b",
        "events\n-A\n--since=1h", "doctor\ntenant/acme\n--request-timeout=1e9s\n--chunk-size\n9223372036854775807",
        "cleanup\n--max-deletes\n-1",
    ]

    static let watch = """
        {"type":"ADDED","object":{"apiVersion":"v1","kind":"Service","metadata":{"name":"web","namespace":"shop","uid":"1",\
        "resourceVersion":"5","generation":3,"creationTimestamp":"2026-11-22T12:00:00Z"},"spec":{"type":"LoadBalancer",\
        "ports":[{"name":"http","port":80,"nodePort":31000,"targetPort":"http","protocol":"TCP"}]}}}
        {"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"9"}}}
        {"type":"ERROR","object":{"kind":"Status","code":410,"message":"too old"}}
        """

    /// Of shop.example.com, as OpenSSL writes it.
    static let certificate = """
        MIIBxTCCAWygAwIBAgIUR0xLecKZxxzmyRVv66zNMv/rjHMwCgYIKoZIzj0EAwIw
        GzEZMBcGA1UEAwwQc2hvcC5leGFtcGxlLmNvbTAgFw0yNjExMjkxODQxMThaGA8y
        MTI2MTEwNTE4NDExOFowGzEZMBcGA1UEAwwQc2hvcC5leGFtcGxlLmNvbTBZMBMG
        ByqGSM49AgEGCCqGSM49AwEHA0IABDJfcVQ6Xou6tUhMoeGmgGwNmRBVDrYfxfmi
        TCP3IHm52gCIMwd+2dPEiP7IyJgPArHLsD+oOvTsBaNBcKAQU+ujgYswgYgwHQYD
        VR0OBBYEFJWfmZ5zGm+A3Ic2T8RUlo3hRGpuMB8GA1UdIwQYMBaAFJWfmZ5zGm+A
        3Ic2T8RUlo3hRGpuMA8GA1UdEwEB/wQFMAMBAf8wNQYDVR0RBC4wLIIQc2hvcC5l
        eGFtcGxlLmNvbYISKi5hcHBzLmV4YW1wbGUuY29thwTAAAIBMAoGCCqGSM49BAMC
        A0cAMEQCICHXSI0pSu4E2IEJ+7bAnq/KcPaWTWLafuaT+XnP/nDaAiBmRw3vB2en
        mErNP8G/lwJ3cCgq9dFinWpP3gL0XFU54w==
        """
}
