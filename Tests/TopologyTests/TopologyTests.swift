import KubeLB
import Kubernetes
import Testing
import Topology

/// Pairs of clusters written as the few files that a test is about.
private func topology(_ files: [String: String], tenant: String? = nil) throws -> Topology {
    let manifest = try BundleManifest.decode(
        Array(#"{"apiVersion":"kubelb-ctl/v1","kind":"Bundle","takenAt":"2026-11-22T12:00:00Z"}"#.utf8),
        source: "bundle.json")
    return Topology(
        BundleObservation(source: "bundle", manifest: manifest) { path in
            files[path].map { .present(Array($0.utf8)) } ?? .absent
        }.observe(requestedTenant: tenant))
}

private let service = """
    {"kind":"List","items":[{"metadata":{"name":"web","namespace":"shop","uid":"uid-1","finalizers":["kubelb.k8c.io/cleanup"]},
    "spec":{"type":"LoadBalancer","ports":[{"port":80,"protocol":"TCP","nodePort":31080}]}}]}
    """

private func loadBalancers(_ namespaces: String...) -> String {
    let items = namespaces.map {
        #"{"metadata":{"name":"uid-1","namespace":"\#($0)","labels":{"kubelb.k8c.io/origin-ns":"shop","kubelb.k8c.io/origin-name":"web"}},"spec":{}}"#
    }
    return #"{"kind":"List","items":[\#(items.joined(separator: ","))]}"#
}

private func ccm(_ arguments: String...) -> String {
    let words = arguments.map { "\"\($0)\"" }.joined(separator: ",")
    return """
        {"kind":"List","items":[{"metadata":{"name":"lb-agent","namespace":"net"},"spec":{"replicas":1,"selector":{"matchLabels":{"a":"b"}},
        "template":{"spec":{"containers":[{"name":"x","image":"reg:5000/kubelb-ccm:v1.4.3","args":[\(words)]}]}}}}]}
        """
}

@Suite struct TenantIdentityTests {
    @Test func comesFromTheCCMsArgumentWhateverItsName() throws {
        let topology = try topology(["tenant/deployments.apps.json": ccm("--cluster-name=acme")])
        #expect(topology.tenant == .present(TenantIdentity(clusterName: "acme", source: .clusterName)))
        #expect(topology.ccm.namespace == "net")
    }

    @Test func flagWins() throws {
        let topology = try topology(
            ["tenant/deployments.apps.json": ccm("--cluster-name=acme")], tenant: "tenant-other")
        #expect(topology.tenant.value?.name == "other")
    }

    @Test func isCorrelatedWhereTheCCMCannotBeRead() throws {
        let files = [
            "tenant/services.json": service,
            "management/loadbalancers.kubelb.k8c.io.json": loadBalancers("tenant-acme"),
        ]
        #expect(try topology(files).tenant == .present(TenantIdentity(clusterName: "acme", source: .loadBalancers)))
    }

    @Test func isNotGuessedAmongSeveral() throws {
        let files = [
            "tenant/services.json": service,
            "management/loadbalancers.kubelb.k8c.io.json": loadBalancers("tenant-a", "tenant-b"),
        ]
        #expect(try topology(files).tenant == .notCollected)
    }

    @Test func isAbsentWithoutAClusterName() throws {
        #expect(try topology(["tenant/deployments.apps.json": ccm()]).tenant == .absent)
    }
}

@Suite struct ControllerTests {
    private static let pods = [
        #"{"kind":"List","items":[]}"#,
        #"{"kind":"List","items":[{"metadata":{"name":"a","namespace":"b","labels":{"app.kubernetes.io/name":"kubelb-ccm"}}}]}"#,
    ]

    /// Without the Deployment, pods are found by a label that they need not have.
    @Test func podsOfAnUnreadDeploymentAreNotAbsent() throws {
        let found = try Self.pods.map { pods in
            let topology = try topology(["tenant/pods.json": pods])
            return topology.pods(of: topology.ccm)
        }
        #expect(found[0] == .notCollected)
        #expect(found[1].value?.map(\.metadata.name) == ["a"])
    }

    /// Each cluster has its own clock, and the tenant's is the one of the snapshot, 12:00. A skew is this machine's time minus a
    /// server's: -3600 of both is a machine that is an hour behind.
    @Test(
        arguments: [
            // The tenant's clock, or what its API server sends as its date, is an hour ahead.
            (.management, "10:59:55", -3600, 0, false), (.management, "10:30:00", -3600, 0, true),
            (.tenant, "10:59:55", -3600, 0, nil), (.tenant, "11:59:55", -3600, 0, false),
            (.tenant, "10:30:00", -3600, 0, true),
            // Both clusters agree, and this machine is wrong.
            (.tenant, "11:59:55", -3600, -3590, false), (.tenant, "11:30:00", -3600, -3590, true),
            (.management, "11:59:45", -3600, -3590, false), (.management, "10:59:55", -3600, -3590, true),
            (.tenant, "11:59:45", 0, 0, false), (.tenant, "11:59:00", 0, 0, true),
            (.management, "11:49:55", 0, 600, nil),
        ] as [(ClusterSide, String, Double, Double, Bool?)])
    func leasesAreComparedWithTheClockOfTheirCluster(
        side: ClusterSide, renewed: String, tenantSkew: Double, managementSkew: Double, isStale: Bool?
    ) throws {
        let name = side == .tenant ? "19f32e7b.ccm.kubelb.k8c.io" : "19f32e7b.kubelb.k8c.io"
        let topology = try topology([
            "tenant/access.json": #"{"clockSkewSeconds":\#(tenantSkew)}"#,
            "management/access.json": #"{"clockSkewSeconds":\#(managementSkew)}"#,
            "\(side)/leases.coordination.k8s.io.json":
                #"{"kind":"List","items":[{"metadata":{"name":"\#(name)","namespace":"kubelb"},"spec":{"holderIdentity":"a","leaseDurationSeconds":15,"renewTime":"2026-11-22T\#(renewed)Z"}}]}"#,
        ])
        #expect(topology.isLeaseStale(of: side == .tenant ? topology.ccm : topology.manager) == isStale)
    }

    @Test func podsOfACCMThatRunsElsewhereAreAbsent() throws {
        let topology = try topology([
            "tenant/deployments.apps.json": Self.pods[0], "tenant/pods.json": Self.pods[0],
        ])
        #expect(topology.pods(of: topology.ccm).value == [])
    }
}

@Suite struct ExposureTests {
    @Test func looksInTheTenantsNamespaceOnly() throws {
        let topology = try topology([
            "tenant/services.json": service, "tenant/deployments.apps.json": ccm("--cluster-name=acme"),
            "management/loadbalancers.kubelb.k8c.io.json": loadBalancers("tenant-other"),
        ])
        #expect(topology.exposures.first?.loadBalancer == .absent)
    }

    @Test func unreadListsAreNoAbsence() throws {
        let exposure = try #require(
            topology(["tenant/services.json": service, "tenant/deployments.apps.json": ccm("--cluster-name=acme")])
                .exposures.first)
        #expect(exposure.loadBalancer == .notCollected)
        #expect(exposure.slices == .notCollected)
        #expect(exposure.readyEndpoints == nil)
    }

    @Test func classFilterIsUnknownWithoutTheCCM() throws {
        let plain = service.replacing("\"kubelb.k8c.io/cleanup\"", with: "")
        #expect(try topology(["tenant/services.json": plain]).exposures.first?.eligibility == .notCollected)
        // A finalizer shows that the CCM let it through.
        #expect(try topology(["tenant/services.json": service]).exposures.first?.eligibility == .present(.taken))
    }

    @Test func otherControllersServicesAreIgnored() throws {
        let other = service.replacing("kubelb.k8c.io/cleanup", with: "service.kubernetes.io/load-balancer-cleanup")
        let topology = try topology([
            "tenant/services.json": other,
            "tenant/deployments.apps.json": ccm("--cluster-name=acme", "--use-loadbalancer-class"),
        ])
        let exposure = try #require(topology.exposures.first)
        #expect(exposure.isIgnored)
        #expect(topology.stages(of: exposure).state == .ignored)
    }
}

@Suite struct StageTests {
    @Test func refusedReadsMakeAStageUnknown() throws {
        let refused = #"{"kind":"Status","message":"no","code":403}"#
        let topology = try topology([
            "tenant/services.json": service, "tenant/deployments.apps.json": ccm("--cluster-name=acme"),
            "management/loadbalancers.kubelb.k8c.io.json": refused,
        ])
        let report = topology.stages(of: try #require(topology.exposures.first))
        #expect(report.stage == .propagated)
        #expect(report.state == .unknown)
        #expect(report.unknowns.first?.input == .loadBalancers)
        #expect(
            report.unknowns.first?.reason
                == .forbidden(MissingRight(verb: "list", resource: "loadbalancers.kubelb.k8c.io")))
    }

    @Test func laterStagesAreBlockedAfterAFailure() throws {
        let topology = try topology([
            "tenant/services.json": service, "tenant/deployments.apps.json": ccm("--cluster-name=acme"),
            "management/loadbalancers.kubelb.k8c.io.json": loadBalancers(),
        ])
        let report = topology.stages(of: try #require(topology.exposures.first))
        #expect(report.stages.map(\.state) == [.ok, .failed, .blocked, .blocked, .blocked])
        #expect(report.state == .pending)
    }

    @Test(arguments: [("SCTP", 31080, "KubeLB does not carry 80/SCTP"), ("TCP", 0, "no node port for 80/TCP")])
    func portsThatCannotWorkStopAtCreated(name: String, nodePort: Int, detail: String) throws {
        let text = service.replacing("TCP", with: name).replacing("31080", with: "\(nodePort)")
        let topology = try topology([
            "tenant/services.json": text, "tenant/deployments.apps.json": ccm("--cluster-name=acme"),
        ])
        let stage = topology.stages(of: try #require(topology.exposures.first)).stages[0]
        #expect(stage.state == .failed)
        #expect(stage.detail == detail)
    }
}

@Suite struct BundleManifestTests {
    @Test(arguments: [
        ("{", "is truncated"), (#"{"kind":"Pod"}"#, "not \"Bundle\""),
        (
            #"{"kind":"Bundle","apiVersion":"kubelb-ctl/v2","takenAt":"2026-11-22T12:00:00Z"}"#,
            "but this kubelb-ctl supports \"kubelb-ctl/v1\""
        ),
        (#"{"kind":"Bundle","apiVersion":"kubelb-ctl/v1"}"#, "takenAt is missing"),
        (#"{"kind":"Bundle","apiVersion":"kubelb-ctl/v1","takenAt":"today"}"#, "expected a time"),
    ])
    func refusesWithTheReason(text: String, reason: String) {
        let error = #expect(throws: BundleManifest.Defect.self) {
            try BundleManifest.decode(Array(text.utf8), source: "b/bundle.json")
        }
        #expect(error?.message.hasPrefix("b/bundle.json: ") == true)
        #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    }

    @Test func aSideThatFailedFailsEveryReadOfIt() throws {
        let manifest = try BundleManifest.decode(
            Array(
                #"{"apiVersion":"kubelb-ctl/v1","kind":"Bundle","takenAt":"2026-11-22T12:00:00Z","failedReads":{"management":"connection refused","tenant/nodes.json":403}}"#
                    .utf8), source: "bundle.json")
        let topology = Topology(BundleObservation(source: "b", manifest: manifest) { _ in .absent }.observe())
        #expect(topology.failure(of: .management) == "connection refused")
        #expect(topology.outcome(of: .loadBalancers) == .failed("connection refused"))
        #expect(topology.outcome(of: .tenantNodes) == .forbidden(MissingRight(verb: "list", resource: "nodes")))
        #expect(topology.outcome(of: .tenantPods) == .notCollected)
    }
}
