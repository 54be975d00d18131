import KubeLB
import Kubernetes
import Testing

@Suite("What tails say")
struct RecognisedLineTests {
    @Test("healthy logs say nothing", arguments: ["01-healthy", "19-healthy-debug-logs"])
    func healthy(cluster: String) throws {
        let logs = LogSamples.recordedLogs().filter { $0.hasPrefix(cluster) }
        try #require(logs.count == 2)
        for log in logs {
            let tail = try LogSamples.recordedTail(log)
            #expect(tail.lines.count > 20)
            #expect(tail.lines.contains { $0.level == .error }, "a healthy log has errors too")
            #expect(tail.lines.allSatisfy { $0.time != nil && !$0.message.isEmpty })
            #expect(tail.recognised().isEmpty)
        }
    }

    /// What the logs of the broken clusters say; all others say nothing.
    private static let saidInRecords: [String: [String]] = [
        "04-ccm-down ccm": ["the management kubeconfig /nonexistent/.kube/kubelb does not exist"],
        "08-mgmt-unreachable ccm": ["the management cluster is unreachable: connection refused by 127.0.0.1:41999"],
        "09-bad-credentials ccm": ["the management cluster rejects the credentials (401)"],
        "10-tenant-missing ccm": ["loadbalancers", "routes", "addresses"].map {
            "system:serviceaccount:tenant-demo:kubelb-ccm is not allowed to list \($0).kubelb.k8c.io in namespace tenant-ghost"
        },
        "12-nodes-not-ready ccm": ["no Ready node has an address of the requested type"],
        "12-nodes-not-ready manager": ["Addresses \"default\" of the tenant does not exist"],
        "d07-addresses-deleted manager": ["Addresses \"default\" of the tenant does not exist"],
    ]

    @Test("recorded logs say what was wrong and nothing else", arguments: LogSamples.recordedLogs())
    func recorded(log: String) throws {
        let parts = log.split(separator: "/")
        let file = try #require(parts.last).split(separator: ".log")[0]
        let said = try LogSamples.recordedTail(log).recognised().map(\.signature.summary)
        #expect(said.sorted() == (Self.saidInRecords["\(parts[0]) \(file)"] ?? []).sorted())
    }

    @Test("the recorded logs are there")
    func recordsExist() {
        let logs = LogSamples.recordedLogs()
        for key in Self.saidInRecords.keys {
            let words = key.split(separator: " ")
            #expect(logs.contains { $0.hasPrefix("\(words[0])/") && $0.hasSuffix("/\(words[1]).log") }, "\(key)")
        }
    }

    @Test("lines of one meaning are counted, and the last said stands last")
    func counts() throws {
        let forbidden = [20, 22, 47].map { second in
            #"{"level":"error","ts":"2026-11-22T20:22:\#(second).001Z","msg":"Failed to watch","error":"failed to list "#
                + #"*v1alpha1.Route: routes.kubelb.k8c.io is forbidden: User \"u\" cannot list resource \"routes\" in API "#
                + #"group \"kubelb.k8c.io\" in the namespace \"tenant-ghost\""}"#
        }
        let lost =
            #"{"level":"error","ts":"2026-11-22T20:22:30Z","msg":"problem running kubelb","error":"leader election lost"}"#
        let recognised = LogSamples.tail([forbidden[0], forbidden[1], lost, forbidden[2]]).recognised()
        try #require(recognised.count == 2)
        #expect(recognised[0].signature == .leaderElectionLost)
        #expect(recognised[0].count == 1)
        let last = recognised[1]
        #expect(last.count == 3)
        #expect(last.first == Timestamp("2026-11-22T20:22:20.001Z"))
        #expect(last.last == Timestamp("2026-11-22T20:22:47.001Z"))
        #expect(last.line.time == last.last)
    }

    @Test("missing Addresses that a start had for a moment say nothing")
    func startRace() {
        // As in 18-two-tenants: three tries within 50 ms, then the snapshot.
        #expect(LogSamples.tail([1, 1, 1].map { LogSamples.addressesMissing(second: $0) }).recognised().isEmpty)
        #expect(LogSamples.tail([1, 30].map { LogSamples.addressesMissing(second: $0) }).recognised().isEmpty)
        let healed =
            [1, 3, 20].map { LogSamples.addressesMissing(second: $0) }
            + ["2026/11/22 20:30:25 setting snapshot for node tenant-demo"]
        #expect(LogSamples.tail(healed).recognised().isEmpty)
    }

    @Test("missing Addresses that stay away are recognised, tenant by tenant")
    func addressesStayAway() throws {
        // As in d07-addresses-deleted.
        let lines =
            [1, 3, 20].map { LogSamples.addressesMissing(second: $0) }
            + ["2026/11/22 20:30:25 setting snapshot for node tenant-acme"]
            + [5, 6].map { LogSamples.addressesMissing(second: $0, namespace: "tenant-acme") }
        let recognised = LogSamples.tail(lines).recognised()
        try #require(recognised.count == 1)
        #expect(recognised[0].signature == .addressesMissing)
        #expect(recognised[0].count == 3)
        #expect(recognised[0].line.objectNamespace == "tenant-demo")
    }

    @Test("long after the last try, or far up in the log, it is over")
    func over() throws {
        let lines = [1, 3, 20].map { LogSamples.addressesMissing(second: $0) }
        let later = try #require(Timestamp("2026-11-22T20:50:00Z"))
        #expect(LogSamples.tail(lines, reference: later).recognised().isEmpty)
        let others = (0..<60).map { _ in #"{"level":"info","msg":"working"}"# }
        #expect(LogSamples.tail(lines + others).recognised().isEmpty)
        #expect(LogSamples.tail(others + lines).recognised().count == 1)
    }

    @Test("nodes without an address are one problem")
    func nodes() throws {
        // As in 12-nodes-not-ready: each node's turn fails, with pauses that grow.
        let lines = [1, 2, 7].flatMap { second in
            ["worker-1", "worker-2"].flatMap { LogSamples.noNodeAddress(second: second, node: $0) }
        }
        let recognised = LogSamples.tail(lines).recognised()
        try #require(recognised.count == 1)
        #expect(recognised[0].signature == .noNodeAddress(node: "worker-2"))
        #expect(recognised[0].count == 6)
        #expect(LogSamples.tail(Array(lines.prefix(8))).recognised().isEmpty)
    }

    @Test(
        "benign lines of healthy clusters",
        arguments: [
            #"{"level":"error","msg":"Reconciler error","error":"addresses.kubelb.k8c.io \"default\" already exists"}"#,
            #"{"level":"error","msg":"Reconciler error","error":"failed to update Envoy proxy: Operation cannot be fulfilled on deployments.apps \"envoy-tenant-demo\": the object has been modified; please apply your changes to the latest version and try again"}"#,
            #"{"level":"error","msg":"Unable to get service for status update","error":"Service \"envoy-d2fa\" not found"}"#,
            #"{"level":"error","msg":"Reconciler error","controller":"loadbalancer-controller","error":"Service \"envoy-d2fa\" not found"}"#,
            #"{"level":"error","msg":"reconciling failed","error":"failed to generate kubeconfig: failed to get ServiceAccount token"}"#,
            #"E1122 20:30:12.842236 1 event.go:359] "Server rejected event (will not retry!)" err="events is forbidden: User \"u\" cannot create resource \"events\" in API group \"\" in the namespace \"kubelb\"""#,
        ])
    func benign(text: String) {
        #expect(LogTail.isBenign(LogSamples.line(text)))
        #expect(LogSamples.tail([text, text, text]).recognised().isEmpty)
    }

    @Test("faults are not benign")
    func notBenign() {
        #expect(
            !LogTail.isBenign(
                LogSamples.line(#"{"level":"error","msg":"Reconciler error","error":"Service \"x\" not found"}"#)))
        #expect(!LogTail.isBenign(LogSamples.line(LogSamples.addressesMissing(second: 1))))
    }

    @Test("errors of a Service")
    func errorsOfService() {
        let other = #""controller":"service-controller","namespace":"default","name":"other","error":"boom"}"#
        let lines = [
            #"{"level":"error","msg":"1","logger":"kubelb.service.reconciler","name":"web","namespace":"default","name":"d2fa","namespace":"tenant-demo","error":"boom"}"#,
            #"{"level":"error","msg":"2","controller":"service-controller","Service":{"name":"web","namespace":"default"},"namespace":"default","name":"web","error":"boom"}"#,
            #"{"level":"error","msg":"3","controller":"service-controller","namespace":"default","name":"web","error":"the object has been modified"}"#,
            #"{"level":"error","msg":"4","controller":"ingress-controller","namespace":"default","name":"web","error":"boom"}"#,
            #"{"level":"info","msg":"5","controller":"service-controller","namespace":"default","name":"web"}"#,
            #"{"level":"error","msg":"6","controller":"service-controller","namespace":"shop","name":"web","error":"boom"}"#,
            #"{"level":"error","msg":"7","# + other,
        ]
        let tail = LogSamples.tail(lines)
        #expect(tail.errors(naming: "web", namespace: "default").map(\.message) == ["1", "2"])
        #expect(tail.errors(naming: "web", namespace: "shop").map(\.message) == ["6"])
        #expect(tail.errors(naming: "web", namespace: "").isEmpty)
    }
}
