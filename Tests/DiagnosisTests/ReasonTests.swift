import Diagnosis
import KubeLB
import Sandbox
import Testing

/// Findings about what is missing say why, as far as anything in the clusters says so.
@Suite struct ReasonTests {
    struct Case: Sendable {
        let changes: String
        let code: String
        /// Texts of the message.
        let says: [String]
        /// Codes that explain it.
        var causes: [String] = []
        /// Texts that no remedy contains.
        var remediesLack: [String] = []
    }

    private static let uid = "00000000-0000-4000-8000-000000000001"

    /// A Tenant that the manager fails to set up, and a CCM without its Secret.
    private static func failedTenant(_ message: String) -> String {
        """
        tenant:
          services: {shop/web: null}
          access: {secrets: [{namespace: kubelb, name: kubelb-cluster, exists: false}]}
        management:
          loadbalancers.kubelb.k8c.io: {tenant-acme/\(uid): null}
          addresses.kubelb.k8c.io: {tenant-acme/default: null}
          tenants.kubelb.k8c.io: {acme: {status: {phase: Failed, conditions: [{type: Ready, status: "False",
            reason: ReconciliationFailed, message: '\(message)'}]}}}
        """
    }

    private static let escalation =
        #"failed to reconcile role: roles.rbac.authorization.k8s.io "kubelb-ccm" is forbidden: user "#
        + #""system:serviceaccount:kubelb:kubelb-manager" (groups=["a"]) is attempting to grant RBAC permissions not "#
        + #"currently held: {Resources:["syncsecrets/status"], Verbs:["get"]}"#

    private static func pending(_ message: String, _ settings: String) -> String {
        """
        management:
          services: {tenant-acme/envoy-\(uid): {status: {loadBalancer: null}}}
          events:
            tenant-acme/e1: {type: Warning, reason: SyncLoadBalancerFailed, message: "\(message)", count: 12,
              lastTimestamp: "2026-11-22T11:58:00Z", source: {component: service-controller}, involvedObject: {kind: Service,
              namespace: tenant-acme, name: envoy-\(uid)}}
        \(settings)
        """
    }

    /// Envoy ends with a backtrace, whose last line says nothing.
    private static let aborted = """
        management:
          deployments.apps: {tenant-acme/envoy-tenant-acme: {status: {readyReplicas: 1}}}
          pods: {tenant-acme/envoy-tenant-acme-2: {status: {conditions: [{type: Ready, status: "False"}],
            containerStatuses: [{name: envoy-proxy, ready: false, restartCount: 8, state: {waiting: {reason: CrashLoopBackOff}},
              lastState: {terminated: {exitCode: 134, reason: Error}}}]}}}
        logs:
          management/tenant-acme/envoy-tenant-acme-2/envoy-proxy.previous.log: |
            [2026-11-22 11:56:01.996][22][critical][assert] [source/common/network/a.cc:97] assert failure: socket(2) failed, got error: Too many open files
            [2026-11-22 11:56:01.997][22][critical][backtrace] [./source/server/backtrace.h:129] Caught Aborted, suspect faulting address 0x5
            [2026-11-22 11:56:01.997][22][critical][backtrace] [./source/server/backtrace.h:114] Envoy version: 1/1.36.4/Clean
        """

    static let cases = [
        Case(
            changes: """
                tenant:
                  access: {secrets: [{namespace: kubelb, name: kubelb-cluster, exists: false}]}
                  events: {kubelb/e1: {type: Warning, reason: ErrUnsealFailed, message: "no key could decrypt secret (kubelb)",
                    lastTimestamp: "2026-11-22T11:58:00Z", involvedObject: {kind: SealedSecret, namespace: kubelb,
                    name: kubelb-cluster}}}
                """, code: "C009",
            says: [
                "SealedSecret kubelb/kubelb-cluster, which should create it, reports ErrUnsealFailed",
                "no key could decrypt",
            ]),
        Case(changes: aborted, code: "D006", says: ["Too many open files"], remediesLack: ["--previous"]),
        Case(
            changes: failedTenant(escalation), code: "C009",
            says: ["kubelb-manager may not grant permissions that it does not hold"], causes: ["T002"]),
        Case(
            changes: failedTenant(escalation), code: "T002", says: ["is attempting to grant RBAC permissions"],
            remediesLack: ["rollout restart"]),
        Case(
            changes: pending(
                "neither load-balancer.hetzner.cloud/location nor load-balancer.hetzner.cloud/network-zone set",
                """
                  configs.kubelb.k8c.io: {kubelb/default: {spec: {defaultAnnotations: {service: {
                    load-balancer.hetzner.cloud/location: hel1}}}}}
                  tenants.kubelb.k8c.io: {acme: {spec: {defaultAnnotations: {ingress: {example.com/a: b}}}}}
                """), code: "D002",
            says: ["lacks load-balancer.hetzner.cloud/location", "defaultAnnotations of Tenant acme replace"]),
        Case(
            changes: """
                management:
                  services:
                    kubelb/envoy-tenant-acme-\(uid): {metadata: {labels: {app.kubernetes.io/name: global,
                      kubelb.k8c.io/lb-name: \(uid), kubelb.k8c.io/lb-namespace: tenant-acme}}, spec: {type: LoadBalancer},
                      status: {loadBalancer: {ingress: [{ip: 198.51.100.77}]}}}
                    tenant-acme/envoy-\(uid): {status: {loadBalancer: null}}
                  events:
                    tenant-acme/e1: {type: Warning, reason: AllocationFailed, message: "no available IPs", count: 12,
                      lastTimestamp: "2026-11-22T11:58:00Z", source: {component: metallb-controller}, involvedObject: {
                      kind: Service, namespace: tenant-acme, name: envoy-\(uid)}}
                """, code: "D002", says: ["global topology in namespace kubelb holds 198.51.100.77"]),
        Case(
            changes: """
                management:
                  namespaces: {tenant-acme: {metadata: {ownerReferences: null}}}
                  tenants.kubelb.k8c.io: {acme: null}
                """, code: "C005", says: ["namespace tenant-acme does", "v1.0"], remediesLack: ["rollout restart"]),
        Case(
            changes: "management: {tenants.kubelb.k8c.io: {acme: null}}", code: "C005",
            says: ["does not exist in the management cluster"]),
        Case(
            changes: """
                management:
                  endpointslices.discovery.k8s.io: {kubelb/envoycp-1: {endpoints: null}}
                  pods: {kubelb/kubelb-manager-1: {status: {conditions: [{type: Ready, status: "False",
                    lastTransitionTime: "2026-11-22T11:00:00Z"}], containerStatuses: [{name: manager, ready: false,
                    restartCount: 8, state: {waiting: {reason: CrashLoopBackOff, message: back-off 5m0s}},
                    lastState: {terminated: {exitCode: 2, finishedAt: "2026-11-22T11:58:00Z"}}}]}}}
                logs: {management/kubelb/kubelb-manager-1/manager.previous.log: "fatal error: concurrent map read and map write"}
                """, code: "M003", says: ["No pod of the manager is Ready, so Envoy cannot reach its control plane"],
            causes: ["M001"], remediesLack: ["rollout restart"]),
    ]

    @Test(arguments: cases)
    func saysWhy(_ example: Case) throws {
        let diagnosis = try MemoryBundle(files: ExamplePair(changes: example.changes).files).diagnose()
        let finding = try #require(
            diagnosis.findings.first { $0.code.short == example.code },
            "\(diagnosis.findings.map(\.line).joined(separator: "\n"))")
        for text in example.says { #expect(finding.message.contains(text), "\(finding.message)") }
        let causes = diagnosis.findings.filter { finding.causedBy.contains($0.id) }.map(\.code.short)
        for code in example.causes { #expect(causes.contains(code), "\(causes)") }
        for text in example.remediesLack {
            #expect(!finding.remedies.contains { $0.command?.text.contains(text) ?? false }, "\(text)")
        }
    }

    /// The Tenant's own list is in force for the kinds that it has, and what it sets itself is not missing.
    @Test(arguments: [
        "{acme: {spec: {defaultAnnotations: {service: {load-balancer.hetzner.cloud/location: fsn1}}}}}",
        "{acme: {spec: {}}}",
    ])
    func blamesNoListThatIsInForce(tenants: String) throws {
        let changes = Self.pending(
            "load-balancer.hetzner.cloud/location is not valid",
            """
              configs.kubelb.k8c.io: {kubelb/default: {spec: {defaultAnnotations: {service: {
                load-balancer.hetzner.cloud/location: hel1}}}}}
              tenants.kubelb.k8c.io: \(tenants)
            """)
        let diagnosis = try MemoryBundle(files: ExamplePair(changes: changes).files).diagnose()
        let finding = try #require(diagnosis.findings.first { $0.code.short == "D002" })
        #expect(!finding.message.contains("defaultAnnotations"), "\(finding.message)")
    }

    /// A name that no namespace can have is replaced by one that is possible.
    @Test func aTenantWithAnUnusableNameIsNotTouched() throws {
        let changes = """
            tenant: {deployments.apps: {kubelb/kubelb-ccm: {spec: {template: {spec: {containers: [{name: ccm,
              image: "quay.io/kubermatic/kubelb-ccm:v1.4.3", args: ["--cluster-name=prod.eu-1"]}]}}}}}}
            management: {tenants.kubelb.k8c.io: {prod.eu-1: {spec: {}, status: {phase: Failed}}}}
            """
        let diagnosis = try MemoryBundle(files: ExamplePair(changes: changes).files).diagnose()
        let finding = try #require(diagnosis.findings.first { $0.code.short == "T002" })
        #expect(finding.message.contains("contains a dot"), "\(finding.message)")
        let commands = finding.remedies.compactMap(\.command?.text)
        #expect(commands.contains { $0.contains("prod-eu-1") })
        #expect(!commands.contains { $0.contains("kubelb-ctl/touched") })
    }

    /// What is behind the Service of a webhook that does not respond.
    @Test func aWebhookWhosePodsAreScaledDownIsScaledUp() throws {
        let changes = """
            management:
              loadbalancers.kubelb.k8c.io: {tenant-acme/\(Self.uid): {status: null}}
              deployments.apps: {policies/hook: {spec: {replicas: 0, selector: {matchLabels: {app: hook}},
                template: {metadata: {labels: {app: hook}}, spec: {containers: []}}}}}
              services:
                policies/svc: {spec: {type: ClusterIP, selector: {app: hook}}}
                tenant-acme/envoy-\(Self.uid): null
            logs: {management/kubelb/kubelb-manager-1/manager.log: '{"level":"error","ts":"2026-11-22T11:59:30.000Z",\
            "msg":"Reconciler error","controller":"loadbalancer-controller","LoadBalancer":{"name":"\(Self.uid)",\
            "namespace":"tenant-acme"},"namespace":"tenant-acme","name":"\(Self.uid)","error":"failed calling webhook \
            \\"v.example\\": Post \\"https://svc.policies.svc:443/x\\": no endpoints available for service \\"svc\\""}'}
            """
        let diagnosis = try MemoryBundle(files: ExamplePair(changes: changes).files).diagnose()
        let finding = try #require(diagnosis.findings.first { $0.code.short == "L010" })
        let fix = try #require(finding.remedies.first)
        #expect(fix.text.contains("Deployment policies/hook is scaled to 0"), "\(fix.text)")
        #expect(finding.remedies.contains { $0.command?.text.contains("scale") ?? false })
    }
}
