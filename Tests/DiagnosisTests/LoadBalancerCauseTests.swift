import Sandbox
import Testing

@testable import Diagnosis

/// What findings name as the cause, and what they offer, beyond firing.
@Suite struct LoadBalancerCauseTests {
    private func finding(_ code: CheckCode, _ name: String) throws -> Finding {
        let check = try #require(Catalogue.check(code))
        let example = try #require(check.documentation.examples.first { $0.name == name })
        let topology = try MemoryBundle(example).topology()
        return try #require(Diagnosis(of: topology, checks: [check]).findings.first { $0.severity > .info })
    }

    /// Nodes that were replaced since the CCM last wrote do not respond, and nobody lists the new ones.
    @Test func silentNodesOfAStoppedCCMFollowFromIt() throws {
        let example = CheckExample.fires(
            .error, "the CCM has not connected for days",
            """
            tenant: {deployments.apps: notCollected}
            management: {secrets.metadata: {tenant-acme/kubelb-ccm: {metadata: {
              labels: {kubernetes.io/legacy-token-last-used: "2026-11-01"}}}}}
            """, metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 0)])))
        let checks = ["D010", "T014"].compactMap { Catalogue.check($0) }
        let found = Diagnosis(of: try MemoryBundle(example).topology(), checks: checks).findings
        #expect(found.map(\.code) == ["T014", "D010"], "\(found.map(\.line))")
        #expect(found.last?.causedBy == found.first.map { [$0.id] })
    }

    private func fixes(_ finding: Finding) -> String {
        finding.remedies.filter { $0.role != .inspect }.map { "\($0.text) \($0.command?.text ?? "")" }
            .joined(separator: "\n")
    }

    @Test(arguments: [
        (
            "the pool of the address that it asks for is for another namespace",
            "asks for 203.0.113.7 of pool edge, whose serviceAllocation admits only Services in namespace tenant-other",
            "/spec/serviceAllocation/namespaces/-"
        ),
        (
            "the pool that it asks for is for namespaces with a label",
            "only Services in namespaces with certain labels",
            "edit ipaddresspool/edge"
        ),
        (
            "orphaned LoadBalancers hold the addresses of the pool",
            "The orphaned LoadBalancer tenant-acme/00000000-0000-4000-8000-000000000077, whose Service is gone, holds "
                + "198.51.100.77", "kubelb-ctl cleanup"
        ),
        (
            "another Service has its port on the nodes, which ServiceLB needs",
            "Port 80/TCP of the nodes is taken by Service infra/gateway (DaemonSet kube-system/svclb-gateway)",
            "use another port"
        ),
        (
            "MetalLB serves another class, and another implementation the other Services",
            "MetalLB is installed, but serves only Services of class example.com/edge",
            "patch tenants.kubelb.k8c.io/acme"
        ),
    ])
    func addresses(name: String, message: String, fix: String) throws {
        let finding = try finding("D002", name)
        #expect(finding.message.contains(message), "\(finding.message)")
        #expect(fixes(finding).contains(fix), "\(fixes(finding))")
        #expect(!fixes(finding).contains("fix what the message names"))
    }

    @Test(arguments: [
        (
            "MetalLB is installed and serves another class only", "of class example.com/edge",
            #"'{"spec":{"loadBalancer":{"class":"example.com/edge"}}}'"#
        ),
        ("MetalLB serves one class only, and the Services have none", "of class example.com/edge", "remove --lb-class"),
    ])
    func classes(name: String, message: String, fix: String) throws {
        let finding = try finding("M019", name)
        #expect(
            finding.message.contains("MetalLB is installed, but serves only Services \(message)"), "\(finding.message)")
        #expect(fixes(finding).contains(fix), "\(fixes(finding))")
        #expect(!fixes(finding).contains("install one"))
    }

    /// Whoever may write Events must not be able to put commands into the output.
    @Test func aCommandInAnEventIsOnlyQuoted() throws {
        let finding = try finding("D022", "somebody has to create a firewall rule")
        #expect(finding.message.contains("gcloud compute") && fixes(finding).contains("administrator of the network"))
        #expect(finding.remedies.allSatisfy { $0.command == nil })
    }

    /// What refuses a write or drops a field is said, and fixed, rather than its effect.
    @Test(arguments: [
        (
            "D032", "an admission policy refuses the manager's updates of the envoy Service",
            "The manager's writes are refused: ValidatingAdmissionPolicy freeze: ", "freeze-all", "rollout restart"
        ),
        (
            "D009", "a policy refuses Envoy's Deployment, which the manager writes before the configuration",
            "The manager fails to write it: ", "policy must-have-limits", "rollout restart"
        ),
        (
            "N001", "the CRD is older than the CCM, which writes host names",
            "The CCM cannot write it: CRD addresses.kubelb.k8c.io is of another version of KubeLB: ", "helm show crds",
            "rollout restart"
        ),
        (
            "L003", "the CRD of the management cluster does not have the field",
            "The API server drops spec.persistence: CRD loadbalancers.kubelb.k8c.io of the management cluster does not have",
            "helm show crds", "firewall"
        ),
        (
            "L003", "the CCM logs that the API server does not know the field", "older than the CCM (v1.5.0)",
            "helm show crds", "firewall"
        ),
    ])
    func refusals(code: String, name: String, message: String, fix: String, never: String) throws {
        let finding = try finding(CheckCode(stringLiteral: code), name)
        #expect(finding.message.contains(message), "\(finding.message)")
        #expect(fixes(finding).contains(fix) && !fixes(finding).contains(never), "\(fixes(finding))")
    }

    @Test func leftoverEnvoysAreDeleted() throws {
        let finding = try finding("D045", "the pods of the former Deployment run out of memory")
        #expect(finding.message.contains("left over after a DaemonSet replaced it"), "\(finding.message)")
        #expect(finding.message.contains("OOMKilled"), "\(finding.message)")
        #expect(fixes(finding).contains("delete deployment/envoy-tenant-acme"), "\(fixes(finding))")
    }

    @Test func announcingNodes() throws {
        let local = try finding("D030", "speakers and Envoy pods run on different nodes")
        #expect(local.message.contains("the speakers run on node edge-a, the Envoy pods on nodes mgmt-a, mgmt-b"))
        let selected = try finding("D030", "the advertisement selects nodes without a speaker")
        #expect(
            selected.message.contains("run on node edge-a, and the advertisements of its pool select only node mgmt-a"))
    }

    @Test(arguments: [
        (
            "a NetworkPolicy of the management cluster allows Envoy other pods only",
            "NetworkPolicy tenant-acme/strict of the management cluster does not allow egress from Envoy to 203.0.113.11",
            "kubelb-allow-egress"
        ),
        (
            "the nodes' addresses are within the pod networks of the management cluster",
            "10.42.1.200, 10.42.2.200 are within the pod networks of the management cluster (10.42.1.0/24, 10.42.2.0/24)",
            "outside of these networks"
        ),
    ])
    func nodes(name: String, message: String, fix: String) throws {
        let finding = try finding("N004", name)
        #expect(finding.message.contains(message), "\(finding.message)")
        #expect(fixes(finding).contains(fix), "\(fixes(finding))")
    }

    @Test(arguments: [
        ("the registry allows no more pulls", "pull secret", "spec.envoyProxy.image"),
        ("no pod can get its image", "mirror in the container runtime", "spec.envoyProxy.image"),
        ("the nodes are short of disk space", "free disk space", "tolerate"),
    ])
    func envoyPods(name: String, fix: String, never: String) throws {
        let finding = try finding("D006", name)
        #expect(fixes(finding).contains(fix) && !fixes(finding).contains(never), "\(fixes(finding))")
    }

    @Test func evictionsAreEvidence() throws {
        let finding = try finding("D006", "the nodes are short of disk space")
        let evidence = finding.evidence.map(\.text).joined(separator: "\n")
        #expect(evidence.contains("1 Evicted pod: The node was low on resource"), "\(evidence)")
        #expect(evidence.contains("DiskPressure"), "\(evidence)")
    }

    @Test(arguments: [
        (
            "unexpected status: 429 Too Many Requests - toomanyrequests: You have reached your limit",
            ImagePullFailure.rateLimit
        ),
        ("ErrImageNeverPull: Container image \"x\" is not present with pull policy of Never", .neverPulled),
        ("write /var/lib/x: no space left on device", .disk),
        ("tls: failed to verify certificate: x509: certificate signed by unknown authority", .certificate),
        ("dial tcp: lookup registry.example: no such host", .unreachable),
        ("failed to resolve reference: not found", .other), ("", .other),
    ])
    func imagePulls(message: String, failure: ImagePullFailure) {
        #expect(ImagePullFailure(message) == failure)
        #expect(ImagePullFailure(message).advice.isEmpty == (failure == .other))
    }

    @Test(arguments: [
        ("node.kubernetes.io/disk-pressure", "free disk space"), ("node.kubernetes.io/unschedulable", "uncordon"),
        ("node.cloudprovider.kubernetes.io/uninitialized", "cloud controller manager"), ("example.com/dedicated", nil),
    ])
    func taints(key: String, advice: String?) {
        let found = NodeTaint.advice(for: key)
        #expect((found == nil) == (advice == nil))
        if let advice { #expect(found?.contains(advice) == true) }
    }
}
