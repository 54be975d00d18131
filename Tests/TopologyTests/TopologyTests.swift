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
