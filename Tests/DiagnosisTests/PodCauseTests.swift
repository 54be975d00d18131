import Kubernetes
import Sandbox
import Testing
import Topology

@testable import Diagnosis

/// What findings name as the reason why pods of KubeLB do not start or do not connect, and what they offer.
@Suite struct PodCauseTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let code: CheckCode
        let example: String
        let says: [String]
        var fixes: [String] = []
        var avoids: [String] = []

        var testDescription: String { "\(code) \(example)" }
    }

    private static let cases = [
        Case(
            code: "C002", example: "the image is not on the node, and its pull policy is Never",
            says: ["is not on the node, and its pull policy is Never"],
            fixes: ["image.pullPolicy=IfNotPresent"], avoids: ["pull secret"]),
        Case(
            code: "C002",
            example: "cert-manager does not issue the certificate that it mounts, as the Issuer does not exist",
            says: [
                "secret \"metrics-tls\" not found",
                "Certificate kubelb/metrics, which should create it, is not issued: Issuer internal-ca does not exist in "
                    + "namespace kubelb of the tenant cluster",
            ], fixes: ["create the issuer in the tenant cluster"], avoids: ["kubelb-cluster"]),
        Case(
            code: "C002", example: "cert-manager does not issue the certificate that it mounts, as a challenge fails",
            says: ["the DNS-01 challenge for metrics.example.com is invalid: no such host"]),
        Case(
            code: "M001",
            example: "cert-manager does not issue the certificate that its pod mounts, as the Issuer does not exist",
            says: [
                "Certificate kubelb/metrics", "Issuer internal-ca does not exist in namespace kubelb of the management",
            ]),
        Case(
            code: "D006",
            example: "cert-manager does not issue a certificate that a pod mounts, as the Issuer does not exist",
            says: ["secret \"metrics-tls\" not found", "Issuer internal-ca does not exist"],
            fixes: ["create the issuer in the management cluster"]),
        Case(
            code: "C009", example: "the controller that should create the Secret fails",
            says: ["SealedSecret kubelb/kubelb-cluster, which should create it, reports ErrUnsealFailed"],
            fixes: ["fix SealedSecret kubelb/kubelb-cluster"]),
        Case(
            code: "D005", example: "no pod is Ready, as the Config allows Envoy less heap than it needs when idle",
            says: [
                "statuscode: 503", "maxHeapSizeBytes of the Config allows Envoy 16 MiB of heap, less than it needs",
            ],
            fixes: ["raise maxHeapSizeBytes", #"{"spec":{"envoyProxy":{"overloadManager":{"enabled":false}}}}"#]),
        Case(
            code: "D005", example: "no pod is Ready, and the heap that the Config allows is enough",
            says: ["statuscode: 503"], avoids: ["maxHeapSizeBytes"]),
        Case(
            code: "D037", example: "the Config allows it less heap than it needs when idle",
            says: ["its startup probe fails", "maxHeapSizeBytes"], fixes: ["raise maxHeapSizeBytes"],
            avoids: ["give Envoy more CPU"]),
        Case(
            code: "C019", example: "the log of the sidecar of Istio shows that it drops the connections",
            says: [
                "sidecar istio-proxy of Istio in the CCM's pod drops connections to 192.0.2.10:6443", "REGISTRY_ONLY",
            ],
            fixes: [
                #"{"spec":{"template":{"metadata":{"labels":{"sidecar.istio.io/inject":"false"}}}}}"#,
                #""addresses":["192.0.2.10"]"#,
            ], avoids: ["kubelb-ccm-kubeconfig"]),
        Case(
            code: "C019", example: "the sidecar of Linkerd is not ready",
            says: ["sidecar linkerd-proxy of Linkerd in the CCM's pod, through which its connections go, is not ready"],
            fixes: ["check the control plane of Linkerd in namespace linkerd", #""linkerd.io/inject":"disabled""#]),
        Case(
            code: "C010", example: "its pod has a sidecar of Kuma, which may block the connection",
            says: ["go through the sidecar kuma-sidecar of Kuma, which may block them"],
            fixes: [#""kuma.io/sidecar-injection":"disabled""#]),
        Case(
            code: "D007", example: "Istio requires mutual TLS of everything that connects to the manager",
            says: ["PeerAuthentication istio-system/default requires mutual TLS (STRICT)", "port 8001"],
            fixes: [#""portLevelMtls":{"8001":{"mode":"PERMISSIVE"}}"#, #""sidecar.istio.io/inject":"false""#]),
        Case(
            code: "D007", example: "the sidecar of Istio at the manager refuses plain connections, by its log",
            says: ["the log of the sidecar shows that it refuses their plain connections to port 8001"]),
        Case(
            code: "D007", example: "the manager is in Linkerd, which is not known to refuse anything", says: [],
            avoids: ["Linkerd"]),
        Case(
            code: "N010", example: "those of the storage network are silent, and the Service has a UDP port",
            says: [
                "2 of 4 addresses in Addresses/default do not answer (172.31.250.11, 172.31.250.12)",
                "Service shop/web loses",
            ],
            fixes: ["--node-ip"]),
    ]

    @Test(arguments: cases)
    func words(wanted: Case) throws {
        let check = try #require(Catalogue.check(wanted.code))
        let example = try #require(check.documentation.examples.first { $0.name == wanted.example })
        let topology = try MemoryBundle(example).topology()
        let finding = try #require(Diagnosis(of: topology, checks: [check]).findings.first)
        let fixes = finding.remedies.filter { $0.role != .inspect }.map { "\($0.text) \($0.command?.text ?? "")" }
            .joined(separator: "\n")
        for text in wanted.says { #expect(finding.message.contains(text), "\(finding.message)") }
        for text in wanted.fixes { #expect(fixes.contains(text), "\(fixes)") }
        for text in wanted.avoids {
            #expect(!finding.message.contains(text) && !fixes.contains(text), "\(finding.message)\n\(fixes)")
        }
    }

    /// What makes a Secret usually has its name; if not, the only one of its namespace that fails is probably meant.
    @Test func secretsOfOtherNames() throws {
        func maker(_ names: [String]) throws -> SecretMaker? {
            let events = names.enumerated().map { index, name in
                """
                kubelb/e\(index): {type: Warning, reason: UpdateFailed, message: "no such key", lastTimestamp: \
                "2026-11-22T11:58:00Z", involvedObject: {kind: ExternalSecret, namespace: kubelb, name: \(name)}}
                """
            }
            let example = CheckExample.silent("events", "tenant: {events: {\(events.joined(separator: ", "))}}")
            let secret = ObjectReference(.tenant, kind: "Secret", namespace: "kubelb", name: "kubelb-cluster")
            return SecretMaker(of: secret, CheckContext(try MemoryBundle(example).topology()))
        }
        #expect(try maker(["ccm-kubeconfig"])?.words.contains("kubelb/ccm-kubeconfig, which probably should") == true)
        #expect(try maker(["kubelb-cluster", "other"])?.words.contains("kubelb/kubelb-cluster, which should") == true)
        #expect(try maker(["one", "another"]) == nil)
        #expect(try maker([]) == nil)
    }
}
