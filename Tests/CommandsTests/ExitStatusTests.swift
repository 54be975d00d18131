import Commands
import Reports
import Sandbox
import TestSupport
import Testing

/// The exit status depends on what was found, never on how it is printed.
@Suite struct ExitStatusTests {
    @Test(arguments: TestExtent.sample(Folder.recordedNames, oneIn: 4))
    func isTheSameForEveryFormat(name: String) async {
        for command in [["doctor"], ["status", "-A"]] {
            var runs: [Run] = []
            for format in OutputFormat.ofReports {
                runs.append(await run(command + ["-o", format.rawValue, "--from-bundle", Folder.recorded(name)]))
            }
            #expect(Set(runs.map(\.status)).count == 1, "\(name) \(command)")
            #expect(runs.allSatisfy { $0.error.isEmpty })
        }
    }

    @Test func healthyIsZero() async throws {
        try await withExample("") { #expect(await run(["doctor", "--from-bundle", $0]).status == .success) }
    }

    @Test func errorsAreOne() async throws {
        let changes = try #require(ExampleFault.named("no-endpoints")).changes
        try await withExample(changes) {
            #expect(await run(["status", "svc/web", "--from-bundle", $0]).status == .findings)
        }
    }

    @Test(arguments: ["forbidden", "failed"])
    func decidingReadsThatWereRefusedOrFailedAreThree(word: String) async throws {
        try await withExample("management: {loadbalancers.kubelb.k8c.io: \(word)}") { bundle in
            let result = await run(["doctor", "--from-bundle", bundle])
            #expect(result.status == .undetermined)
            #expect(result.output.contains("management/loadbalancers.kubelb.k8c.io"))
        }
    }

    @Test func readsThatWereNotCollectedAreNotThree() async throws {
        try await withExample("management: {loadbalancers.kubelb.k8c.io: notCollected, services: notCollected}") {
            bundle in
            let result = await run(["doctor", "--from-bundle", bundle])
            #expect(result.status == .success)
            #expect(result.output.contains("checks skipped"))
        }
    }

    @Test func confirmingReadsAreNotThree() async throws {
        try await withExample("management: {events: forbidden, resourcequotas: failed}") {
            #expect(await run(["doctor", "--from-bundle", $0]).status == .success)
        }
    }

    @Test func anUnreachableSideIsThree() async throws {
        try await withExample(
            """
            failedReads: {management: "dial tcp 192.0.2.1:6443: connect: connection refused"}
            management: {loadbalancers.kubelb.k8c.io: notCollected, services: notCollected, version: notCollected,
              addresses.kubelb.k8c.io: notCollected, deployments.apps: notCollected, tenants.kubelb.k8c.io: notCollected}
            """
        ) { bundle in
            let result = await run(["doctor", "--from-bundle", bundle])
            #expect(result.status == .undetermined, "\(result.output)")
            #expect(result.output.contains("KLC-A002"))
        }
    }

    @Test func anUnreadClusterLeadsOnce() async throws {
        let failure = "dial tcp 192.0.2.1:6443: connect: connection refused"
        try await withExample(
            """
            failedReads: {management: "\(failure)"}
            management: {loadbalancers.kubelb.k8c.io: notCollected, services: notCollected, version: notCollected,
              addresses.kubelb.k8c.io: notCollected, deployments.apps: notCollected, tenants.kubelb.k8c.io: notCollected}
            """
        ) { bundle in
            let result = await run(["status", "svc/web", "-n", "shop", "--from-bundle", bundle])
            #expect(result.status == .undetermined)
            #expect(result.output.hasPrefix("error KLC-A002"), "\(result.output)")
            #expect(result.output.ranges(of: failure).count == 1, "\(result.output)")
            #expect(!result.output.contains("elsewhere"))
        }
    }

    @Test func whoMayNotReadTheSecretGetsTheNextStep() async throws {
        try await withExample(
            """
            failedReads: {management: "not read: no management cluster is set, and reading Secret kubelb/kubelb-cluster is
              forbidden: needs get secrets in namespace kubelb"}
            management: {loadbalancers.kubelb.k8c.io: notCollected, services: notCollected, version: notCollected,
              addresses.kubelb.k8c.io: notCollected, deployments.apps: notCollected, tenants.kubelb.k8c.io: notCollected}
            """
        ) { bundle in
            let result = await run(["status", "svc/web", "-n", "shop", "--from-bundle", bundle])
            for step in ["--management-context", "ask an administrator", "--print-rbac"] {
                #expect(result.output.contains(step), "\(result.output)")
            }
        }
    }

    @Test func whatIsNotVisibleIsNotHealthy() async throws {
        try await withExample(
            """
            management: {services: forbidden, tenants.kubelb.k8c.io: forbidden, deployments.apps: forbidden,
              daemonsets.apps: forbidden, pods: forbidden, configs.kubelb.k8c.io: forbidden}
            """
        ) { bundle in
            let words = "envoy Service, Envoy and manager are not visible with these credentials"
            for command in [["status", "svc/web", "-n", "shop"], ["trace", "svc/web", "-n", "shop"], ["doctor"]] {
                let result = await run(command + ["--from-bundle", bundle])
                #expect(result.status == .success)
                #expect(result.output.contains(words), "\(result.output)")
                #expect(!result.output.contains("HEALTHY"))
            }
        }
    }

    @Test func nothingIsToBeFixedOnOthersServices() async throws {
        try await withExample(
            """
            tenant: {services: {shop/internal: {metadata: {uid: 00000000-0000-4000-8000-000000000002},
              spec: {type: ClusterIP, selector: {app: web}, ports: [{port: 80, protocol: TCP, targetPort: 8080}]}}}}
            """
        ) { bundle in
            let result = await run(["status", "svc/internal", "-n", "shop", "--from-bundle", bundle])
            #expect(result.status == .success)
            #expect(result.output.contains("not managed by KubeLB"), "\(result.output)")
            #expect(!result.output.contains("finalizer") && !result.output.contains("fix  "))
        }
    }

    /// What somebody states explicitly does not settle.
    @Test func aRefusedAddressNeedsNoGrace() async throws {
        try await withExample(
            """
            now: "2026-11-22T10:00:05Z"
            tenant:
              services: {shop/web: {status: {loadBalancer: null}}}
              leases.coordination.k8s.io: {kubelb/19f32e7b.ccm.kubelb.k8c.io: {spec: {renewTime: "2026-11-22T10:00:04Z"}}}
            management:
              loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}
              services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}
              events: {tenant-acme/e1: {type: Warning, reason: AllocationFailed, message: no available IPs,
                lastTimestamp: "2026-11-22T10:00:04Z", source: {component: metallb-controller},
                involvedObject: {kind: Service, namespace: tenant-acme,
                  name: envoy-00000000-0000-4000-8000-000000000001}}}
            """
        ) { bundle in
            #expect(await run(["status", "svc/web", "-n", "shop", "--from-bundle", bundle]).status == .findings)
        }
    }
}
