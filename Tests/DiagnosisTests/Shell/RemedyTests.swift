import Diagnosis
import FoundationEssentials
import KubeLB
import Kubernetes
import LocalSystem
import Sandbox
import Testing
import Topology

/// What findings offer: in which order, for which clusters, and that commands that only inspect change nothing.
@Suite struct RemedyTests {
    private static func findings(
        _ changes: String, _ kubeconfigs: [ClusterSide: KubeconfigRequest]? = nil
    ) throws -> [Finding] {
        var bundle = try MemoryBundle(files: ExamplePair(changes: changes).files)
        if let kubeconfigs { bundle.kubeconfigs = kubeconfigs }
        return try bundle.diagnose().findings
    }

    /// Every finding of every example and recorded cluster.
    private static let all: [Finding] = {
        let examples = Catalogue.checks.flatMap(\.documentation.examples).compactMap { try? MemoryBundle($0) }
        let bundles = examples + Recorded.names.compactMap { try? Recorded.bundle($0) }
        return bundles.compactMap { try? $0.diagnose() }.flatMap(\.findings)
    }()

    // MARK: Order

    @Test func stepsAreNumberedAndInspectionsComeLast() {
        var finding = Finding(.error, "")
        finding.remedies = [
            .inspect("look"), .fix("only"), .fix("first", risk: .restart), .then("second", risk: .delete),
            .inspect("look"),
        ]
        #expect(finding.placedRemedies.map(\.label) == ["fix", "or", "or", "inspect"])
        #expect(
            finding.placedRemedies.map(\.words) == ["only", "1. first [restarts]", "2. second [deletes]", "look"])
    }

    // MARK: What the catalogue offers

    /// Verbs of kubectl and helm that change nothing.
    private static let reading: Set<String> = [
        "get", "describe", "logs", "auth", "config", "version", "show", "list",
    ]

    /// The verb of a kubectl or helm command; nil for other programs.
    private static func verb(_ line: Substring) -> String? {
        let words = line.split(separator: " ").map(String.init)
        guard words.first == "kubectl" || words.first == "helm" else { return nil }
        return words.first { word in
            (reading.union([
                "annotate", "apply", "create", "delete", "edit", "install", "label", "patch", "replace", "rollout",
                "scale",
                "set", "uninstall", "upgrade",
            ])).contains(word)
        }
    }

    @Test func aCommandThatInspectsChangesNothing() {
        for finding in Self.all {
            for placed in finding.placedRemedies where placed.way == nil {
                for line in (placed.remedy.command?.text ?? "").split(separator: "\n") {
                    guard let verb = Self.verb(line) else { continue }
                    let isListing = verb == "set" && line.hasSuffix("--list") || line.contains(" rollout status ")
                    #expect(Self.reading.contains(verb) || isListing, "\(finding.code): \(line)")
                }
            }
        }
    }

    /// A way to fix something ends with a command that changes it, if it has commands.
    @Test func aFixChangesSomething() {
        for finding in Self.all {
            let ways = Dictionary(grouping: finding.placedRemedies.filter { $0.way != nil }, by: \.way)
            for steps in ways.values {
                let lines = steps.compactMap(\.remedy.command?.text).flatMap { $0.split(separator: "\n") }
                let verbs = lines.flatMap { $0.split(separator: "|") }.compactMap { part in
                    Self.verb(part.drop { $0 == " " })
                }
                guard !verbs.isEmpty, lines.allSatisfy({ !$0.hasPrefix("kubelb-ctl") }) else { continue }
                let isWhole = verbs.contains { !Self.reading.contains($0) } || lines[0].contains("kubectl config set")
                #expect(isWhole, "\(finding.code): \(lines)")
            }
        }
    }

    /// Nobody is sent to a log that has just been quoted.
    @Test func aQuotedLogIsNotOfferedAgain() {
        for finding in Self.all {
            let quoted = finding.evidence.map(\.source).filter { $0.hasPrefix("log of ") }
            let current = quoted.filter { !$0.contains("previous") }
            let isOffered = finding.remedies.contains { $0.role == .inspect && $0.text.hasSuffix("'s log") }
            if !current.isEmpty, ["C017", "L010", "C003", "R002", "R003"].contains(finding.code.short) {
                #expect(!isOffered, "\(finding.code): \(finding.message)")
            }
        }
    }

    @Test func everyErrorOffersSomething() {
        for finding in Self.all where finding.severity == .error {
            #expect(!finding.remedies.isEmpty, "\(finding.code): \(finding.message)")
        }
    }

    @Test func stepsThatBelongTogetherAreOneWay() throws {
        let finding = try #require(
            Self.findings(
                "management: {namespaces: {tenant-acme: {metadata: {labels: {kubelb.k8c.io/managed-by: null}}}}}"
            ).first { $0.code == "T004" })
        #expect(finding.placedRemedies.map(\.step) == [1, 2])
        #expect(
            finding.remedies.compactMap(\.command?.text) == [
                "kubectl --context mgmt label namespace/tenant-acme kubelb.k8c.io/managed-by=kubelb --overwrite",
                """
                kubectl --context mgmt annotate -n tenant-acme loadbalancers.kubelb.k8c.io --all kubelb-ctl/touched=now --overwrite
                kubectl --context mgmt annotate -n tenant-acme loadbalancers.kubelb.k8c.io --all kubelb-ctl/touched-
                """,
            ])
    }

    // MARK: Clusters

    private static let noCCM = "tenant: {deployments.apps: {kubelb/kubelb-ccm: {spec: {replicas: 0}}}}"

    private static func firstCommand(_ changes: String, _ kubeconfigs: [ClusterSide: KubeconfigRequest]) throws
        -> String?
    {
        try findings(changes, kubeconfigs).first?.remedies.first?.command?.text
    }

    @Test(arguments: [
        (KubeconfigRequest(context: "acme"), "--context acme "),
        (KubeconfigRequest(path: "/my files/kc", context: "acme"), "--kubeconfig '/my files/kc' --context acme "),
        (KubeconfigRequest(), ""),
        (KubeconfigRequest(cluster: "c", user: "u"), "--cluster c --user u "),
        (
            KubeconfigRequest(context: "a", impersonatedUser: "me", impersonatedGroups: ["g", "h"]),
            "--context a --as me --as-group g --as-group h "
        ),
        (nil, #"--context "${TENANT:?set it to a kubectl context}" "#),
    ])
    func kubectlReachesTheClusterAsTheToolDid(request: KubeconfigRequest?, options: String) throws {
        let command = try Self.firstCommand(Self.noCCM, [.tenant: request].compactMapValues { $0 })
        #expect(command == "kubectl \(options)-n kubelb scale deployment/kubelb-ccm --replicas=1")
    }

    @Test(arguments: [
        (
            KubeconfigRequest(path: "kc", context: "acme", impersonatedUser: "me"),
            "--kubeconfig kc --kube-context acme --kube-as-user me "
        ),
        // Helm has no options for a cluster or a user of a kubeconfig.
        (KubeconfigRequest(cluster: "c"), #"--kube-context "${TENANT:?set it to a kubectl context}" "#),
    ])
    func helmReachesTheClusterAsTheToolDid(request: KubeconfigRequest, options: String) throws {
        let changes = """
            tenant: {deployments.apps: {kubelb/kubelb-ccm: null}, pods: {kubelb/kubelb-ccm-1: null},
              leases.coordination.k8s.io: {kubelb/19f32e7b.ccm.kubelb.k8c.io: null}}
            """
        let command = try #require(try Self.firstCommand(changes, [.tenant: request]))
        #expect(command.hasPrefix("helm \(options)install kubelb-ccm "), "\(command)")
    }

    @Test func theOnlyTenantIsFilledIn() throws {
        let changes = """
            tenant: {deployments.apps: {kubelb/kubelb-ccm: {spec: {template: {spec: {containers: [{name: ccm,
              image: "quay.io/kubermatic/kubelb-ccm:v1.4.3", args: []}]}}}}}}
            """
        let second = "management: {tenants.kubelb.k8c.io: {other: {status: {phase: Ready}}}}"
        func command(_ changes: String) throws -> String? {
            try Self.findings(changes).first { $0.code == "C004" }?.remedies.first?.command?.text
        }
        #expect(try command(changes)?.hasSuffix("--set kubelb.tenantName=acme") == true)
        #expect(
            try command(changes + "\n---\n" + second)?.hasSuffix(
                #"--set kubelb.tenantName="${NAME:?set it to the name of the Tenant}""#) == true)
    }

    @Test func theToolReadsTheSameClustersAgain() throws {
        var observation = try MemoryBundle(files: ExamplePair().files).observe()
        observation.kubeconfigs = [:]
        func command() -> String { CheckContext(Topology(observation)).tool("trace svc/web").text }
        #expect(command() == "kubelb-ctl trace svc/web --from-bundle bundle")
        observation.bundle = nil
        observation.kubeconfigs = [
            .tenant: KubeconfigRequest(context: "acme"), .management: KubeconfigRequest(path: "m", context: "mgmt"),
        ]
        #expect(
            command()
                == "kubelb-ctl trace svc/web --context acme --management-kubeconfig m --management-context mgmt")
    }

    /// A shell in which a variable is not set runs nothing.
    @Test func anUnsetVariableStopsTheCommand() async throws {
        let command = try #require(try Self.firstCommand(Self.noCCM, [:]))
        let script = "kubectl() { echo ran; }\n\(command)\n"
        let bare = try await Subprocess("/bin/sh", ["-c", script]).run(until: .now + .seconds(20))
        #expect(String(decoding: bare.output, as: UTF8.self) == "")
        #expect(String(decoding: bare.errors, as: UTF8.self).contains("TENANT: set it to a kubectl context"))
        let set = try await Subprocess("/bin/sh", ["-c", "TENANT=acme\n" + script]).run(until: .now + .seconds(20))
        #expect(String(decoding: set.output, as: UTF8.self) == "ran\n")
    }

    // MARK: Refusers

    @Test(arguments: [
        (
            "admission webhook \\\"v.example\\\" denied the request",
            "exempt KubeLB's objects from the admission webhook v.example"
        ),
        (
            "failed calling webhook \\\"v.example\\\": Post \\\"https://svc.ns.svc:443/x\\\"",
            "get the webhook's pods"
        ),
        ("services \\\"a\\\" is forbidden: exceeded quota: q, requested: x", "raise the ResourceQuota"),
        ("provided port is already allocated", "free node ports"),
        (
            "ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no",
            "exempt KubeLB's objects from the policy"
        ),
        ("something else", "fix what the error names"),
    ])
    func theRemedyFitsTheRefuser(error: String, text: String) throws {
        let name = "00000000-0000-4000-8000-000000000001"
        let finding = try #require(
            Self.findings(
                """
                management:
                  loadbalancers.kubelb.k8c.io: {tenant-acme/\(name): {status: null}}
                  services: {tenant-acme/envoy-\(name): null}
                logs: {management/kubelb/kubelb-manager-1/manager.log: '{"level":"error","ts":"2026-11-22T11:59:30.000Z",\
                "msg":"Reconciler error","controller":"loadbalancer-controller","LoadBalancer":{"name":"\(name)",\
                "namespace":"tenant-acme"},"namespace":"tenant-acme","name":"\(name)","error":"\(error.replacing("'", with: "''"))"}'}
                """
            ).first { $0.code == "L010" })
        #expect(finding.remedies.first?.text.hasPrefix(text) == true, "\(finding.remedies.map(\.text))")
        #expect(finding.remedies.contains { $0.role == .step && $0.command?.text.contains("touched") == true })
    }
}
