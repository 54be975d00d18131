import Documents
import KubeLB
import Kubernetes
import Sandbox
import TestSupport
import Testing
import Topology

@testable import Commands

/// A Route that was written for `KIND shop/<origin>`, as a change to the healthy pair with Layer 7.
private func leavingRoute(
    _ number: String, _ kind: String = "Ingress", of origin: String, created: String = "2026-11-21T10:00:00Z",
    metadata: String = "", spec: String = "rules: [{host: old.example.com}]"
) -> String {
    """
    tenant-acme/00000000-0000-4000-8000-0000000000\(number): {metadata: {creationTimestamp: "\(created)", uid: route-\(number),
      resourceVersion: "7", finalizers: [kubelb.k8c.io/cleanup], \(metadata)
      managedFields: [{manager: ccm, operation: Update, time: "\(created)", fieldsV1: {"f:spec": {}}}],
      labels: {kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: \(origin), kubelb.k8c.io/managed-by: kubelb}},
      spec: {source: {kubernetes: {resource: {kind: \(kind), metadata: {namespace: shop, name: \(origin)}, spec: {\(spec)}}}}}}
    """
}

private func leavingRoutes(_ items: String...) -> String {
    "management: {routes.kubelb.k8c.io: {\(items.joined(separator: ",\n  "))}}\n---\n"
}

/// The same for a pair with an Ingress, a Gateway and an HTTPRoute.
private func withRouteExample<Result>(_ changes: String, _ body: (String) async throws -> Result) async throws -> Result
{
    try await withTemporaryDirectory { directory in
        let pair = try ExamplePair(
            changes: addressesWritten("2026-11-01T00:00:00Z", generation: 1) + changes, hasRoutes: true)
        try BundleWriter.write(pair.files, to: directory + "/bundle")
        return try await body(directory + "/bundle")
    }
}

/// What the plan says of Layer 7: through the command, on bundles.
@Suite struct RouteCleanupTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let changes: String
        /// `X007 delete`, in the order of the plan.
        var verdicts: [String] = []
        var words: [String] = []
        /// What the reason says.
        var says = ""

        var testDescription: String { name }
    }

    private static let orphan = leavingRoutes(leavingRoute("77", of: "old"))
    private static let classChanged =
        "tenant: {ingresses.networking.k8s.io: {shop/site: {spec: {ingressClassName: nginx}}}}\n---\n"
    private static let newCCM = """
        tenant: {pods: {kubelb/kubelb-ccm-1: {spec: {containers: [{name: ccm,
          image: "quay.io/kubermatic/kubelb-ccm:v1.5.0", args: [--cluster-name=acme, --enable-gateway-api=true]}]}}}}
        """
    private static func syncSecret(_ number: String, labels: String = "") -> String {
        """
        management: {syncsecrets.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-0000000000\(number): {metadata: {
          uid: sync-\(number), resourceVersion: "9", creationTimestamp: "2026-11-21T10:00:00Z",
          labels: {kubelb.k8c.io/managed-by: kubelb, kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: old-tls\(labels)}}}}}
        ---

        """
    }
    private static func generated(_ metadata: String = "") -> String {
        """
        management: {ingresses.networking.k8s.io: {tenant-acme/shop-old: {metadata: {uid: generated, resourceVersion: "9",
          creationTimestamp: "2026-11-21T10:00:00Z", \(metadata)
          labels: {kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: old, kubelb.k8c.io/managed-by: kubelb}}}}}
        ---

        """
    }

    static let cases: [Case] = [
        Case(name: "healthy", changes: ""),
        Case(name: "the Ingress is gone", changes: orphan, verdicts: ["X007 delete"], says: "old.example.com"),
        Case(
            name: "a CCM of version 1.5 deletes it without help", changes: orphan + newCCM,
            verdicts: ["X007 review"], says: "without help"),
        Case(
            name: "made just now",
            changes: leavingRoutes(leavingRoute("77", of: "old", created: "2026-11-22T11:59:58Z")),
            verdicts: ["X007 review"]),
        Case(
            name: "Ingresses may not be read", changes: orphan + "tenant: {ingresses.networking.k8s.io: forbidden}"),
        Case(
            name: "HTTPRoutes could not be read",
            changes: orphan + "tenant: {httproutes.gateway.networking.k8s.io: failed}",
            verdicts: ["X007 review"], says: "HTTPRoutes"),
        Case(
            name: "an Ingress is damaged",
            changes: orphan + "tenant: {ingresses.networking.k8s.io: {shop/odd: {metadata: {labels: 5}}}}"),
        // An HTTPRoute that does not exist, of a cluster without the kind.
        Case(
            name: "its kind is not served",
            changes: leavingRoutes(leavingRoute("77", "GRPCRoute", of: "old", spec: ""))
                + "tenant: {grpcroutes.gateway.networking.k8s.io: absent}",
            verdicts: ["X007 review"], says: "kubectl get crd grpcroutes.gateway.networking.k8s.io"),
        Case(
            name: "of a kind that is not known",
            changes: leavingRoutes(leavingRoute("77", "TCPRoute", of: "old", spec: "")),
            verdicts: ["X007 review"], says: "kubectl get tcproute"),
        Case(
            name: "made by hand",
            changes: leavingRoutes(
                leavingRoute("77", of: "old").replacing("kubelb.k8c.io/origin-name: old, ", with: "")),
            verdicts: ["X007 keep"]),
        Case(
            name: "its name is no UID",
            changes: orphan.replacing("00000000-0000-4000-8000-000000000077", with: "my-own"),
            verdicts: ["X007 review"]),
        Case(
            name: "labels and source differ", changes: orphan.replacing("name: old}, spec", with: "name: other}, spec"),
            verdicts: ["X007 review"], says: "different objects"),
        Case(
            name: "another field manager wrote it", changes: orphan.replacing("manager: ccm", with: "manager: other"),
            verdicts: ["X007 review"]),
        Case(
            name: "recreated under the same name", changes: leavingRoutes(leavingRoute("77", of: "site")),
            verdicts: ["X007 review"], words: ["--include-replaced"], says: "also uses Ingress shop-site"),
        Case(
            name: "another Route has the same backend Service",
            changes: leavingRoutes(
                leavingRoute(
                    "77", of: "app",
                    spec: "rules: [{http: {paths: [{path: /, backend: {service: {name: api}}}]}}]")),
            verdicts: ["X007 review"], says: "HTTPRoute shop/app also uses Service shop-app-api"),
        Case(
            name: "a Gateway", changes: leavingRoutes(leavingRoute("77", "Gateway", of: "edge", spec: "")),
            verdicts: ["X007 review"], says: "--include-gateways"),
        Case(
            name: "a Gateway, and asked for",
            changes: leavingRoutes(leavingRoute("77", "Gateway", of: "edge", spec: "")),
            verdicts: ["X007 delete"], words: ["--include-gateways"]),
        Case(
            name: "a Gateway with an attached HTTPRoute",
            changes: leavingRoutes(leavingRoute("77", "Gateway", of: "kubelb", spec: ""))
                + "tenant: {gateways.gateway.networking.k8s.io: {shop/kubelb: null}}\n---\n"
                + "management: {routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000032: null}}",
            verdicts: ["X007 review"], words: ["--include-gateways"],
            says: "HTTPRoute shop/app is attached to it"),
        Case(
            name: "of another class, and no other address", changes: classChanged, verdicts: ["X008 review"],
            says: "may still carry"),
        Case(
            name: "of another class, and served by another controller",
            changes: classChanged
                + """
                tenant: {ingresses.networking.k8s.io: {shop/site: {status: {loadBalancer: {ingress: [{ip: 192.0.2.9}]}}}}}
                ---
                management: {routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000031: {metadata: {
                  resourceVersion: "5"}}}}
                """, verdicts: ["X008 delete"]),
        Case(
            name: "the finalizer alone is left",
            changes: classChanged
                + "management: {routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000031: null}, "
                + "ingresses.networking.k8s.io: {tenant-acme/shop-site: null}, services: {tenant-acme/shop-site-api: null}}",
            verdicts: ["X008 review"], says: "--remove-finalizers ingress/site -n shop"),
        Case(
            name: "stuck deleting",
            changes: "tenant: {ingresses.networking.k8s.io: {shop/site: {metadata: {deletionTimestamp: "
                + "\"2026-11-22T11:00:00Z\"}}}}", verdicts: ["P007 review"]),
        Case(
            name: "a Route that is stuck deleting",
            changes: leavingRoutes(
                leavingRoute("77", of: "old", metadata: "deletionTimestamp: \"2026-11-22T11:00:00Z\",")),
            verdicts: ["P008 review"]),
        Case(
            name: "a Secret that is stuck deleting",
            changes:
                "tenant: {secrets.metadata: {shop/shop-tls: {metadata: {deletionTimestamp: \"2026-11-22T11:00:00Z\", "
                + "finalizers: [kubelb.k8c.io/cleanup]}}}}", verdicts: ["K008 review"]),
        Case(name: "a generated object without a Route", changes: generated(), verdicts: ["X009 delete"]),
        Case(
            name: "a generated object whose owner is gone",
            changes: generated("ownerReferences: [{kind: Route, name: x, uid: gone}],"), verdicts: ["X009 review"],
            says: "garbage collector"),
        Case(
            name: "a generated object that a Route claims", changes: generated() + orphan,
            verdicts: ["X007 delete"]),
        Case(
            name: "still served although disabled",
            changes: """
                management: {tenants.kubelb.k8c.io: {acme: {spec: {ingress: {disable: true}}}},
                  routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000031: {metadata: {finalizers: null}}}}
                """, verdicts: ["X009 review"], says: "enable KubeLB again"),
        Case(name: "a SyncSecret without its original", changes: syncSecret("77"), verdicts: ["X010 delete"]),
        Case(
            name: "a SyncSecret whose original was recreated",
            changes: syncSecret("77").replacing("old-tls", with: "shop-tls"),
            verdicts: ["X010 review"]),
        Case(
            name: "SyncSecrets may not be read",
            changes: syncSecret("77") + "tenant: {syncsecrets.kubelb.k8c.io: forbidden}"),
        Case(
            name: "a generated object uses the Secret, as far as can be seen",
            changes: syncSecret("77")
                + "management: {ingresses.networking.k8s.io: {tenant-acme/shop-site: {metadata: {annotations: "
                + "{auth-secret: tenant-acme/00000000-0000-4000-8000-000000000077}}}}}",
            verdicts: ["X010 review"], says: "may name its Secret"),
        Case(
            name: "a generated object may use the Secret",
            changes: syncSecret("77")
                + "management: {ingresses.networking.k8s.io: {tenant-acme/shop-site: {metadata: {annotations: "
                + "{proxy: tenant-acme/00000000-0000-4000-8000-000000000077}}}}}",
            verdicts: ["X010 review"], says: "uses its Secret"),
        Case(
            name: "a SyncSecret without a Secret", changes: "tenant: {secrets.metadata: {shop/shop-tls: null}}",
            verdicts: ["X010 review"]),
        Case(
            name: "a copy that nothing uses",
            changes: """
                tenant: {services: {shop/old-nodeport: {metadata: {labels: {kubelb.k8c.io/managed-by: kubelb,
                  kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: old}}, spec: {type: NodePort, ports: [{port: 80}]}}}}
                """, verdicts: ["X010 review"], says: "node ports"),
        Case(
            name: "a backend Service that no Route uses",
            changes: """
                management: {services: {tenant-acme/shop-old-api: {metadata: {labels: {kubelb.k8c.io/origin-ns: shop,
                  kubelb.k8c.io/origin-name: api}}, spec: {selector: {app.kubernetes.io/name: tenant-acme}, ports: [{port: 80}]}}}}
                """, verdicts: ["X010 review"]),
        Case(
            name: "a route whose Ingress was converted, and is gone",
            changes: "tenant: {httproutes.gateway.networking.k8s.io: {shop/app: {metadata: {labels: "
                + "{kubelb.k8c.io/source-ingress: app.shop}}}}}", verdicts: ["I007 review"]),
    ]

    @Test(arguments: cases)
    func isJudged(example: Case) async throws {
        try await withRouteExample(example.changes) { bundle in
            let run = await run(["cleanup", "-o", "json", "--from-bundle", bundle] + example.words)
            let plan = try JSONValue(parsing: Array(run.output.utf8))
            let candidates = plan["candidates"]?.array ?? []
            let verdicts = candidates.map {
                "\($0["code"]?.string?.dropFirst(4) ?? "") \($0["verdict"]?.string ?? "")"
            }
            #expect(verdicts == example.verdicts, "\(plan["candidates"] ?? .null)")
            #expect(plan["refusals"]?.array == [], "\(plan["refusals"] ?? .null)")
            #expect(
                example.says.isEmpty || candidates.contains { $0["reason"]?.string?.contains(example.says) == true },
                "\(plan["candidates"] ?? .null)")
        }
    }

    @Test(arguments: [
        "ingresses.networking.k8s.io", "httproutes.gateway.networking.k8s.io", "syncsecrets.kubelb.k8c.io",
    ])
    func saysWhatWasNotLookedFor(resource: String) async throws {
        try await withRouteExample("tenant: {\(resource): forbidden}") { bundle in
            let run = await run(["cleanup", "--from-bundle", bundle])
            #expect(run.status == .success)
            #expect(run.output.contains("(tenant/\(resource): "), "\(run.output)")
        }
    }

    /// An orphaned Route is deleted with nothing but an Ingress to prove that the pair belongs together.
    @Test func aRouteProvesThePair() async throws {
        let changes =
            Self.orphan + """
                tenant: {access: {secrets: null}, services: {shop/web: null}}
                ---
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null},
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: null}}
                """
        try await withRouteExample(changes) { bundle in
            let run = await run(["cleanup", "-o", "name", "--from-bundle", bundle])
            #expect(run.output == "tenant-acme/route/00000000-0000-4000-8000-000000000077\n", "\(run.error)")
        }
    }

    @Test(arguments: ["l32-orphan-route", "l01-healthy-ingress", "l04-healthy-gateway-tls"])
    func deletesOfARecordedClusterWhatWasLeftThere(name: String) async throws {
        let run = await run(["cleanup", "-o", "name", "--from-bundle", Folder.routes(name)])
        let left = "tenant-demo/route/2077b9e4-d59d-4e33-a14a-9f4c916d7010\n"
        #expect(run.output == (name == "l32-orphan-route" ? left : ""), "\(run.error)")
    }

    @Test func refusesDeletionsInTheTenantCluster() throws {
        let item: JSONValue = [
            "apiVersion": "kubelb-ctl/v1", "kind": "CleanupPlan", "generatedAt": "2026-11-22T12:00:00Z",
            "options": ["includeReplaced": false, "maxDeletes": 1], "refusals": [],
            "candidates": [
                [
                    "verdict": "delete", "code": "KLC-X007", "reason": "",
                    "object": [
                        "cluster": "tenant", "kind": "Ingress", "namespace": "shop", "name": "a", "uid": "a",
                        "resourceVersion": "1",
                    ],
                ]
            ],
        ]
        #expect(throws: CleanupPlanError.self) { try CleanupPlan(document: item) }
        let secret = item.merging(
            patch: [
                "candidates": [
                    [
                        "verdict": "delete", "code": "KLC-X010", "reason": "",
                        "object": [
                            "cluster": "management", "kind": "Secret", "namespace": "shop", "name": "a", "uid": "a",
                            "resourceVersion": "1",
                        ],
                    ]
                ]
            ])
        #expect(throws: CleanupPlanError.self) { try CleanupPlan(document: secret) }
    }

    // MARK: Finalizers

    private static func propose(_ changes: String, _ word: String) async throws -> FinalizerProposal {
        let observation = try await withRouteExample(changes) {
            try await BundleSource(path: $0).observe(.everything)
        }
        let argument = try #require(try ResourceArguments([word]).routes.first)
        return try FinalizerProposal.make(.routing(argument), namespace: "shop", Topology(observation))
    }

    @Test func removesTheFinalizerOfAnIngress() async throws {
        let proposal = try await Self.propose(
            "tenant: {ingresses.networking.k8s.io: {shop/site: {metadata: {deletionTimestamp: \"2026-11-22T11:00:00Z\"}}}}",
            "ing/site")
        #expect(proposal.object.reference == "Ingress shop/site" && proposal.object.side == .tenant)
        #expect(proposal.finalizers.map(\.name) == ["kubelb.k8c.io/cleanup"])
        #expect(proposal.consequences.contains { $0.contains("will be orphaned") })
    }

    @Test func removesTheFinalizerOfARoute() async throws {
        let proposal = try await Self.propose(
            leavingRoutes(leavingRoute("77", of: "old", metadata: "deletionTimestamp: \"2026-11-22T11:00:00Z\",")),
            "route/00000000-0000-4000-8000-000000000077")
        #expect(proposal.object.resource == Route.resource && proposal.object.side == .management)
    }

    struct Refused: Sendable {
        var changes = ""
        let word: String
        let status: Commands.ExitStatus
    }

    @Test(arguments: [
        Refused(word: "ing/site", status: .refused),
        Refused(changes: orphan, word: "route/00000000-0000-4000-8000-000000000077", status: .refused),
        Refused(word: "ing/none", status: .notFound),
        Refused(word: "route/00000000-0000-4000-8000-0000000000ff", status: .notFound),
        Refused(
            changes: "tenant: {ingresses.networking.k8s.io: forbidden}", word: "ing/site", status: .undetermined),
    ])
    func refuses(example: Refused) async throws {
        let error = await #expect(throws: CommandFailure.self) {
            _ = try await Self.propose(example.changes, example.word)
        }
        #expect(error?.status == example.status)
    }
}
