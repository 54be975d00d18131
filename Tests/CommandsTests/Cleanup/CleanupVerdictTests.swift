import Commands
import Documents
import TestSupport
import Testing

/// A LoadBalancer that was made for `shop/<origin>`, as a change to the healthy pair.
func leaving(
    _ number: String, of origin: String, created: String = "2026-11-21T10:00:00Z", address: String = "198.51.100.77",
    metadata: String = ""
) -> String {
    """
    tenant-acme/00000000-0000-4000-8000-0000000000\(number): {metadata: {creationTimestamp: "\(created)", uid: lb-\(number),
      resourceVersion: "7", finalizers: [kubelb.k8c.io/cleanup], \(metadata)
      managedFields: [{manager: ccm, operation: Update, time: "\(created)", fieldsV1: {"f:spec": {}}}],
      labels: {kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: \(origin)}},
      spec: {type: LoadBalancer, ports: [{name: http, port: 80, protocol: TCP}]},
      status: {loadBalancer: {ingress: [{ip: \(address)}]}}}
    """
}

/// LoadBalancers as changes; more may follow.
func leavings(_ items: String...) -> String {
    "management: {loadbalancers.kubelb.k8c.io: {\(items.joined(separator: ",\n  "))}}\n---\n"
}

/// `Addresses/default` as the CCM wrote it last.
func addressesWritten(_ time: String, generation: Int, created: String = "2026-11-01T00:00:00Z") -> String {
    """
    management: {addresses.kubelb.k8c.io: {tenant-acme/default: {metadata: {generation: \(generation),
      creationTimestamp: "\(created)",
      managedFields: [{manager: ccm, operation: Update, time: "\(time)", fieldsV1: {"f:spec": {}}}]}}}}
    ---

    """
}

/// The healthy pair with changes, and `Addresses/default` as it was first written.
func withCleanupExample<Result>(_ changes: String, _ body: (String) async throws -> Result) async throws -> Result {
    try await withExample(addressesWritten("2026-11-01T00:00:00Z", generation: 1) + changes, body)
}

/// What the plan says of each kind of leaving, and when it refuses: through the command, on bundles.
@Suite struct CleanupVerdictTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let changes: String
        /// `X001 delete`, in the order of the plan.
        var verdicts: [String] = []
        var refusals: [String] = []
        var words: [String] = []

        var testDescription: String { name }
    }

    private static let typeNow =
        "tenant: {services: {shop/web: {spec: {type: ClusterIP}, status: {loadBalancer: null}}}}"
    private static func ccm(_ arguments: String) -> String {
        """
        tenant: {deployments.apps: {kubelb/kubelb-ccm: {spec: {template: {spec: {containers: [{name: ccm,
          image: "quay.io/kubermatic/kubelb-ccm:v1.4.3", args: [\(arguments)]}]}}}}}}
        """
    }
    private static let newCCM = """
        tenant: {pods: {kubelb/kubelb-ccm-1: {spec: {containers: [{name: ccm,
          image: "quay.io/kubermatic/kubelb-ccm:v1.5.0", args: [--cluster-name=acme]}]}}}}
        """
    private static let filter = ccm("--cluster-name=acme, --use-loadbalancer-class=true")
    private static func envoy(_ number: String) -> String {
        """
        management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-0000000000\(number): {metadata: {uid: e-\(number),
          resourceVersion: "8", creationTimestamp: "2026-11-21T10:00:00Z", labels: {kubelb.k8c.io/managed-by: kubelb,
          kubelb.k8c.io/lb-name: 00000000-0000-4000-8000-0000000000\(number), kubelb.k8c.io/lb-namespace: tenant-acme,
          kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: old}},
          spec: {type: LoadBalancer, ports: [{port: 80}]},
          status: {loadBalancer: {ingress: [{ip: 198.51.100.77}]}}}}}
        ---

        """
    }
    static let old = leavings(leaving("77", of: "old"))

    static let leaves: [Case] = [
        Case(name: "healthy", changes: ""),
        Case(name: "the Service is gone", changes: old, verdicts: ["X001 delete"]),
        Case(
            name: "made just now", changes: leavings(leaving("77", of: "old", created: "2026-11-22T11:59:58Z")),
            verdicts: ["X001 review"]),
        Case(
            name: "an EndpointSlice still belongs to its Service",
            changes: old
                + """
                tenant: {endpointslices.discovery.k8s.io: {shop/old-1: {metadata: {labels: {kubernetes.io/service-name: old},
                  ownerReferences: [{kind: Service, name: old, uid: 00000000-0000-4000-8000-000000000077}]}}}}
                """, verdicts: ["X001 review"]),
        Case(
            name: "a CCM of version 1.5 deletes it without help", changes: old + newCCM, verdicts: ["X001 review"]),
        Case(
            name: "a CCM of version 1.5 that does not run",
            changes: old + newCCM
                + """

                ---
                tenant: {leases.coordination.k8s.io: {kubelb/19f32e7b.ccm.kubelb.k8c.io: {spec: {
                  renewTime: "2026-11-22T11:00:00.000000Z"}}}}
                """, verdicts: ["X001 delete"]),
        // A server that hides a Service from every read of Services often still shows its EndpointSlices.
        Case(
            name: "the EndpointSlices may not be read",
            changes: old + "tenant: {endpointslices.discovery.k8s.io: forbidden}", verdicts: ["X001 review"]),
        Case(
            name: "the EndpointSlices could not be read",
            changes: old + "tenant: {endpointslices.discovery.k8s.io: failed}", verdicts: ["X001 review"]),
        Case(
            name: "an EndpointSlice is damaged",
            changes: old + "tenant: {endpointslices.discovery.k8s.io: {shop/odd: {metadata: {labels: 5}}}}",
            verdicts: ["X001 review"]),
        Case(
            name: "of another type, and the EndpointSlices may not be read",
            changes: typeNow + "\n---\ntenant: {endpointslices.discovery.k8s.io: forbidden}",
            verdicts: ["X003 delete"]),
        Case(
            name: "its name is no UID", changes: old.replacing("00000000-0000-4000-8000-000000000077", with: "my-own"),
            verdicts: ["X001 review"]),
        Case(
            name: "its version is not known", changes: old.replacing("\"7\"", with: "null"), verdicts: ["X001 review"]),
        Case(
            name: "a Service shows its address",
            changes: leavings(leaving("77", of: "old", address: "198.51.100.99"))
                + "tenant: {services: {shop/web: {status: {loadBalancer: {ingress: [{ip: 198.51.100.99}]}}}}}",
            verdicts: ["X001 review"]),
        Case(name: "made anew", changes: leavings(leaving("77", of: "web")), verdicts: ["X002 review"]),
        Case(
            name: "made anew, and asked for", changes: leavings(leaving("77", of: "web")), verdicts: ["X002 delete"],
            words: ["--include-replaced"]),
        Case(name: "of another type", changes: typeNow, verdicts: ["X003 delete"]),
        Case(name: "of another class, and no other address", changes: filter, verdicts: ["X003 review"]),
        Case(
            name: "of another class, and served by another controller",
            changes: filter
                + "\n---\ntenant: {services: {shop/web: {status: {loadBalancer: {ingress: [{ip: 192.0.2.1}]}}}}}",
            verdicts: ["X003 delete"]),
        Case(
            name: "the finalizer alone is left",
            changes: typeNow
                + "\n---\nmanagement: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}, "
                + "services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: null}}",
            verdicts: ["X003 review", "X005 review"]),
        Case(name: "the manager's Service alone", changes: envoy("77"), verdicts: ["X004 delete"]),
        Case(
            name: "not as the manager labels it",
            changes: envoy("77").replacing("managed-by: kubelb", with: "managed-by: me"),
            verdicts: ["X004 review"]),
        Case(
            name: "the LoadBalancer of a living Service is missing",
            changes: """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}}
                """, verdicts: ["X004 review", "X005 review"]),
        Case(
            name: "made by hand",
            changes: "management: {loadbalancers.kubelb.k8c.io: {tenant-acme/demo: {spec: {type: LoadBalancer}}}}",
            verdicts: ["X006 keep"]),
        Case(
            name: "being deleted, stuck",
            changes: leavings(leaving("77", of: "old", metadata: "deletionTimestamp: \"2026-11-22T11:00:00Z\",")),
            verdicts: ["L006 review"]),
        Case(
            name: "being deleted, just so",
            changes: leavings(leaving("77", of: "old", metadata: "deletionTimestamp: \"2026-11-22T11:59:00Z\","))),
        Case(
            name: "a Service that cannot go",
            changes: "tenant: {services: {shop/web: {metadata: {deletionTimestamp: \"2026-11-22T11:00:00Z\"}}}}",
            verdicts: ["S010 review"]),
        Case(
            name: "the nodes may not be read", changes: old + "tenant: {nodes: forbidden}", verdicts: ["X001 review"]),
        Case(
            name: "the addresses may not be read",
            changes: old + "management: {addresses.kubelb.k8c.io: forbidden}", verdicts: ["X001 review"]),
        Case(
            name: "there are no addresses",
            changes: old + "management: {addresses.kubelb.k8c.io: {tenant-acme/default: null}}",
            verdicts: ["X001 review"]),
        Case(
            name: "the addresses were rewritten just now",
            changes: old + addressesWritten("2026-11-22T11:58:00Z", generation: 5), verdicts: ["X001 review"]),
        // As seen from here when the other cluster's CCM has been down for an hour: its Services are alive.
        Case(
            name: "it is older than the last change of the addresses",
            changes: old + addressesWritten("2026-11-22T11:00:00Z", generation: 5), verdicts: ["X001 review"]),
        Case(
            name: "it was written soon after the last change of the addresses",
            changes: old + addressesWritten("2026-11-21T09:52:00Z", generation: 5), verdicts: ["X001 review"]),
        Case(
            name: "the addresses were not rewritten although a CCM was alive",
            changes: old + addressesWritten("2026-11-21T09:50:00Z", generation: 5), verdicts: ["X001 delete"]),
        Case(
            name: "it is older than the addresses that were never rewritten",
            changes: old + addressesWritten("2026-11-21T11:00:00Z", generation: 1, created: "2026-11-21T11:00:00Z"),
            verdicts: ["X001 review"]),
        Case(
            name: "another field manager wrote it",
            changes: old.replacing("manager: ccm", with: "manager: kubelb-ccm2"),
            verdicts: ["X001 review"]),
        Case(
            name: "nobody knows who wrote it", changes: old.replacing("f:spec", with: "f:metadata"),
            verdicts: ["X001 review"]),
        Case(
            name: "the manager's Service is older than the last change of the addresses",
            changes: envoy("77") + addressesWritten("2026-11-22T11:00:00Z", generation: 5), verdicts: ["X004 review"]),
        Case(
            name: "the CCM's own credentials lead to its own server",
            changes: old + "tenant: {services: {shop/web: null}}\n---\n" + ccmIdentity("https://mgmt.example:6443"),
            // The other one does not say who wrote it.
            verdicts: ["X001 delete", "X001 review"]),
        Case(
            name: "the manager's Service does not name its Service",
            changes: envoy("77").replacing("kubelb.k8c.io/origin-name: old", with: "other: x"),
            verdicts: ["X004 review"]),
        Case(
            name: "the addresses were rewritten for a node that came",
            changes: old + addressesWritten("2026-11-22T11:58:00Z", generation: 5)
                + """
                tenant: {nodes: {node-b: {status: {conditions: [{type: Ready, status: "True",
                  lastTransitionTime: "2026-11-22T11:57:50Z"}]}}}}
                """, verdicts: ["X001 review"]),
    ]

    /// The management side as the CCM's own identity sees it.
    private static func ccmIdentity(_ server: String) -> String {
        """
        tenant: {access: {secrets: [{namespace: kubelb, name: kubelb-cluster, exists: true, keys: [kubelb],
          server: "\(server)"}]}}
        management: {services: forbidden, tenants.kubelb.k8c.io: forbidden, deployments.apps: forbidden,
          namespaces: forbidden, access: {server: "https://mgmt.example:6443"}}
        """
    }

    static let refused: [Case] = [
        Case(
            name: "Services forbidden", changes: old + "tenant: {services: forbidden}", refusals: ["servicesUnread"]),
        Case(name: "Services failed", changes: old + "tenant: {services: failed}", refusals: ["servicesUnread"]),
        Case(
            name: "Services not collected", changes: old + "tenant: {services: notCollected}",
            refusals: ["servicesUnread"]),
        Case(
            name: "a Service is damaged", changes: old + "tenant: {services: {shop/odd: {metadata: {labels: 5}}}}",
            refusals: ["servicesUnread"]),
        Case(
            name: "LoadBalancers forbidden", changes: "management: {loadbalancers.kubelb.k8c.io: forbidden}",
            refusals: ["loadBalancersUnread"]),
        Case(
            name: "the tenant cluster has no kube-system",
            changes: old + "tenant: {namespaces: {kube-system: null}}", verdicts: ["X001 review"],
            refusals: ["clusterUnproven"]),
        Case(
            name: "the tenant cluster's namespaces may not be read",
            changes: old + "tenant: {namespaces: forbidden}", verdicts: ["X001 review"], refusals: ["clusterUnproven"]),
        Case(
            name: "the Services of namespace default are hidden",
            changes: old + "tenant: {services: {default/kubernetes: null}}", verdicts: ["X001 review"],
            refusals: ["clusterUnproven"]),
        Case(
            name: "the tenant cluster has neither nodes nor a CCM",
            changes: old + "tenant: {nodes: {node-a: null, node-b: null}, deployments.apps: {kubelb/kubelb-ccm: null}}",
            verdicts: ["X001 review"], refusals: ["clusterUnproven"], words: ["--tenant", "acme"]),
        Case(
            name: "nothing proves the pair",
            changes: old + """
                tenant: {access: {secrets: null}, services: {shop/web: null}}
                ---
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}}
                """, verdicts: ["X001 review", "X004 review"], refusals: ["tenantUnproven"]),
        Case(
            name: "nothing but the CCM's own credentials proves the pair, at another server",
            changes: old + "tenant: {services: {shop/web: null}}\n---\n" + ccmIdentity("https://elsewhere.example"),
            verdicts: ["X001 review", "X001 review"], refusals: ["tenantUnproven"]),
        Case(
            name: "another tenant is named", changes: old + "management: {tenants.kubelb.k8c.io: {other: {}}}",
            refusals: ["clustersUnrelated"],
            words: ["--tenant", "other"]),
        Case(
            name: "the CCM works with another management cluster",
            changes: old + """
                tenant: {access: {secrets: [{namespace: kubelb, name: kubelb-cluster, exists: true, keys: [kubelb],
                  clusterUID: 00000000-0000-4000-8000-00000000dddd}]}}
                """, verdicts: ["X001 review"], refusals: ["clustersUnrelated"]),
        Case(
            name: "the CCM runs on the management side",
            changes: old + """
                management: {deployments.apps: {kubelb/kubelb-manager: null, kubelb/kubelb-ccm: {metadata: {labels: {
                  app.kubernetes.io/name: kubelb-ccm}}, spec: {template: {spec: {containers: []}}}}}}
                """, verdicts: ["X001 review"], refusals: ["sidesSwapped"]),
        Case(
            name: "an address of no node here",
            changes: old
                + "management: {addresses.kubelb.k8c.io: {tenant-acme/default: {spec: {addresses: [{ip: 192.0.2.31}]}}}}",
            verdicts: ["X001 review"], refusals: ["tenantShared"]),
        Case(
            name: "two that are younger than all that the CCM wrote",
            changes: leavings(
                leaving("77", of: "one", created: "2026-11-22T11:00:00Z"),
                leaving("78", of: "two", created: "2026-11-22T11:00:00Z")),
            verdicts: ["X001 review", "X001 review"], refusals: ["tenantShared"]),
        Case(
            name: "more than allowed", changes: leavings(leaving("77", of: "old"), leaving("78", of: "older")),
            verdicts: ["X001 delete", "X001 delete"], refusals: ["tooManyDeletes"], words: ["--max-deletes", "1"]),
    ]

    @Test(arguments: leaves + traces + refused)
    func isJudged(example: Case) async throws {
        try await withCleanupExample(example.changes) { bundle in
            let run = await run(["cleanup", "-o", "json", "--from-bundle", bundle] + example.words)
            let plan = try JSONValue(parsing: Array(run.output.utf8))
            let verdicts = (plan["candidates"]?.array ?? []).map {
                "\($0["code"]?.string?.dropFirst(4) ?? "") \($0["verdict"]?.string ?? "")"
            }
            let refusals = (plan["refusals"]?.array ?? []).compactMap { $0["kind"]?.string }
            #expect(verdicts == example.verdicts, "\(plan["candidates"] ?? .null)")
            #expect(refusals == example.refusals, "\(plan["refusals"] ?? .null)")
            #expect(run.status == (refusals.isEmpty ? .success : .refused))
            #expect(plan["kind"]?.string == "CleanupPlan" && plan["findings"]?.array != nil)
        }
    }

    @Test(arguments: TestExtent.sample(leaves + refused, oneIn: 5))
    func isTheSameStatusForEveryFormat(example: Case) async throws {
        try await withCleanupExample(example.changes) { bundle in
            var statuses: Set<Commands.ExitStatus> = []
            for format in ["table", "json", "yaml", "name"] {
                let run = await run(["cleanup", "-o", format, "--from-bundle", bundle] + example.words)
                statuses.insert(run.status)
                #expect(run.error.isEmpty)
            }
            #expect(statuses.count == 1)
        }
    }

    @Test func saysWhatWasNotLookedFor() async throws {
        try await withCleanupExample(Self.old + "management: {services: forbidden}") { bundle in
            let run = await run(["cleanup", "--from-bundle", bundle])
            #expect(run.status == .success)
            #expect(run.output.contains("not checked: envoy Services without a LoadBalancer"))
        }
    }

    /// An identity that may read little is one line.
    @Test func groupsWhatWasNotChecked() async throws {
        let changes = Self.old + "management: {services: forbidden, routes.kubelb.k8c.io: forbidden}"
        try await withCleanupExample(changes) { bundle in
            let run = await run(["cleanup", "--from-bundle", bundle])
            let lines = run.output.split(separator: "\n").filter { $0.hasPrefix("unknown") }
            #expect(lines.count == 1 && run.output.contains("forbidden: "), "\(run.output)")
        }
    }

    @Test(arguments: Folder.recordedNames)
    func deletesNothingOfARecordedClusterButWhatWasLeftThere(name: String) async throws {
        let run = await run(["cleanup", "-o", "name", "--from-bundle", Folder.recorded(name)])
        let left = "tenant-demo/loadbalancer/2aa0d4f0-adc3-4c96-9ec8-e112609ef183\n"
        #expect(run.output == (name == "14-orphan-lb" ? left : ""))
    }
}
